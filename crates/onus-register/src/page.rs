//! A Markdown page cut into front matter, items and blocks. Knows which blocks exist, not what they mean.

use onus_logic::span::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::source::{At, FileId, Files};
use crate::tree::{self, Table};

/// The sorts of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Kinds, facts, enums and the other words of the register.
    Vocabulary,
    /// What articles an act has.
    Provisions,
    /// Rows that are no duty.
    NoDuty,
    /// A named yes/no or value.
    Definition,
    /// Who owes what to whom.
    Duty,
    /// What is expected without binding force on a party of a case.
    Norm,
    /// What changes a duty.
    Exception,
    /// A question of a guide.
    Guide,
    /// A test.
    Case,
}

impl Sort {
    const ALL: [(&'static str, Sort); 9] = [
        ("vocabulary", Sort::Vocabulary),
        ("provisions", Sort::Provisions),
        ("no-duty", Sort::NoDuty),
        ("definition", Sort::Definition),
        ("duty", Sort::Duty),
        ("norm", Sort::Norm),
        ("exception", Sort::Exception),
        ("guide", Sort::Guide),
        ("case", Sort::Case),
    ];

    fn is_item(self) -> bool {
        matches!(self, Sort::Definition | Sort::Duty | Sort::Norm | Sort::Exception | Sort::Guide)
    }

    /// The word of the fence.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sort)| *sort == self).map_or("", |(name, _)| name)
    }
}

/// One fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its sort.
    pub sort: Sort,
    /// What stands in it.
    pub table: Table,
    /// Where it stands.
    pub at: At,
    /// For an item: id, title, plain text and the place of the heading.
    pub item: Option<Heading>,
}

/// The heading of an item.
#[derive(Clone, Debug)]
pub struct Heading {
    /// What stands in `{#..}`.
    pub id: String,
    /// The text of the heading.
    pub title: String,
    /// The prose between heading and block.
    pub plain: String,
    /// Where the heading stands.
    pub at: At,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file.
    pub file: FileId,
    /// Front matter; empty if there is none.
    pub front: Table,
    /// Where the front matter stands.
    pub front_at: At,
    /// The text of the first heading.
    pub title: String,
    /// The prose before the first item.
    pub intro: String,
    /// Blocks in order, without cases.
    pub blocks: Vec<Block>,
    /// Cases in order.
    pub cases: Vec<CaseText>,
}

/// The text of a case. [`CaseText::read`] reads it: no law waits for what its cases say, so they are read beside it.
#[derive(Clone, Copy, Debug)]
pub struct CaseText {
    /// Where the block begins.
    pub at: At,
    /// What stands in it.
    body: At,
}

impl CaseText {
    /// What stands in the case. What cannot be read is reported.
    pub fn read(self, files: &Files, report: &mut Report) -> Option<Table> {
        tree::parse(files.text(self.body), self.body.file, self.body.span.start as usize, report)
    }
}

/// Largest page that is read, in bytes.
pub const MAX_PAGE: usize = 4 << 20;

/// Reads one page. What cannot be read is reported and left out.
pub fn read(file: FileId, files: &Files, report: &mut Report) -> Page {
    let text: &str = files.get(file).map_or("", |file| &file.text);
    let start = At { file, span: Span::new(0, 0) };
    let mut page = Page {
        file,
        front: Table::default(),
        front_at: start,
        title: String::new(),
        intro: String::new(),
        blocks: Vec::new(),
        cases: Vec::new(),
    };
    if text.len() > MAX_PAGE {
        report.push(
            Diagnostic::error(
                codes::LARGE,
                start,
                format!("this page has {} bytes; at most {MAX_PAGE} are read", text.len()),
                "too large",
            )
            .help("split the page by article"),
        );
        return page;
    }
    let mut reader = Reader { file, text, report, page: &mut page, heading: None, prose: String::new() };
    reader.run();
    page
}

struct Reader<'r> {
    file: FileId,
    text: &'r str,
    report: &'r mut Report,
    page: &'r mut Page,
    heading: Option<Heading>,
    prose: String,
}

impl Reader<'_> {
    fn at(&self, span: std::ops::Range<usize>) -> At {
        At { file: self.file, span: Span::new(span.start, span.end) }
    }

    fn run(&mut self) {
        let options = Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
            | Options::ENABLE_TABLES;
        let mut heading: Option<(HeadingLevel, Option<String>, std::ops::Range<usize>)> = None;
        let mut title = String::new();
        let mut fence: Option<(String, std::ops::Range<usize>)> = None;
        let mut in_front = false;
        let mut body: Option<std::ops::Range<usize>> = None;
        let mut depth = 0usize;
        for (event, span) in Parser::new_ext(self.text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::MetadataBlock(MetadataBlockKind::PlusesStyle)) => in_front = true,
                Event::End(TagEnd::MetadataBlock(_)) => {
                    in_front = false;
                    if let Some(span) = body.take() {
                        self.front(span);
                    }
                }
                // a text comes in several pieces where lines end as on Windows
                Event::Text(_) if in_front => {
                    body = Some(body.map_or(span.clone(), |known| known.start..span.end));
                }
                Event::Start(Tag::Heading { level, id, .. }) => {
                    heading = Some((level, id.map(|id| id.to_string()), span));
                    title.clear();
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((level, id, span)) = heading.take() {
                        self.headline(level, id, span, &title);
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))) if depth == 0 => {
                    fence = Some((word.split_whitespace().next().unwrap_or("").to_owned(), span));
                    body = None;
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((word, span)) = fence.take() {
                        self.block(&word, span, body.take());
                    }
                }
                Event::Text(_) if fence.is_some() => {
                    body = Some(body.map_or(span.clone(), |known| known.start..span.end));
                }
                Event::Text(text) | Event::Code(text) => {
                    if heading.is_some() {
                        title.push_str(&text);
                    } else {
                        self.prose.push_str(&text);
                    }
                }
                Event::SoftBreak | Event::HardBreak => self.prose.push(' '),
                Event::Start(Tag::Paragraph | Tag::Item) if !self.prose.is_empty() => self.prose.push('\n'),
                Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => depth += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let rest = std::mem::take(&mut self.prose);
        self.introduce(&rest);
        self.leave_heading();
    }

    /// Reports an item whose block never came: its law would be missing without anyone noticing.
    fn leave_heading(&mut self) {
        if let Some(heading) = self.heading.take().filter(|heading| heading.id.contains('.')) {
            self.report.push(
                Diagnostic::error(
                    codes::HEADING,
                    heading.at,
                    format!("`{}` has no block", heading.id),
                    "nothing follows it",
                )
                .help("add its ```duty, ```definition, ```norm or ```exception block, or remove the id"),
            );
        }
    }

    /// Prose before the first item and the first block introduces the page.
    fn introduce(&mut self, prose: &str) {
        if self.page.intro.is_empty()
            && self.page.blocks.is_empty()
            && self.page.cases.is_empty()
            && self.heading.is_none()
        {
            prose.trim().clone_into(&mut self.page.intro);
        }
    }

    fn front(&mut self, span: std::ops::Range<usize>) {
        let text = self.text.get(span.clone()).unwrap_or("");
        self.page.front_at = self.at(span.clone());
        if let Some(table) = tree::parse(text, self.file, span.start, self.report) {
            self.page.front = table;
        }
    }

    fn headline(&mut self, level: HeadingLevel, id: Option<String>, span: std::ops::Range<usize>, title: &str) {
        let at = self.at(span.start..span.end.min(span.start + self.first_line(&span)));
        let prose = std::mem::take(&mut self.prose);
        self.introduce(&prose);
        self.leave_heading();
        if level == HeadingLevel::H1 && self.page.title.is_empty() {
            title.trim().clone_into(&mut self.page.title);
            self.heading = None;
            return;
        }
        self.heading = id.map(|id| Heading { id, title: title.trim().to_owned(), plain: String::new(), at });
    }

    fn first_line(&self, span: &std::ops::Range<usize>) -> usize {
        self.text.get(span.clone()).and_then(|text| text.lines().next()).map_or(0, str::len)
    }

    fn block(&mut self, word: &str, span: std::ops::Range<usize>, body: Option<std::ops::Range<usize>>) {
        let at = self.at(span.start..span.start + self.first_line(&span));
        let Some((_, sort)) = Sort::ALL.iter().find(|(name, _)| *name == word) else {
            self.unknown_block(word, at);
            return;
        };
        let ends = self.text.get(span.clone()).and_then(|text| text.trim_end().rsplit_once('\n'));
        if !ends.is_some_and(|(_, last)| last.trim_start().starts_with(['`', '~'])) {
            self.report.push(
                Diagnostic::error(
                    codes::TOML,
                    at,
                    format!("this {word} block is never closed"),
                    "everything below is read as part of it",
                )
                .help("put ``` on a line of its own below it"),
            );
            self.heading = None;
            return;
        }
        let body = body.unwrap_or(span.end..span.end);
        let prose = std::mem::take(&mut self.prose);
        self.introduce(&prose);
        if *sort == Sort::Case {
            self.page.cases.push(CaseText { at, body: self.at(body) });
            return;
        }
        let table = tree::parse(self.text.get(body.clone()).unwrap_or(""), self.file, body.start, self.report);
        let heading = if sort.is_item() { self.heading.take() } else { None };
        let item = heading.map(|heading| Heading { plain: prose.trim().to_owned(), ..heading });
        if sort.is_item() && item.is_none() {
            self.report.push(
                Diagnostic::error(
                    codes::HEADING,
                    at,
                    format!("this {word} has no heading with an id"),
                    "which item is this?",
                )
                .help("put `## Short title {#jurisdiction.regime.item}` and a sentence of plain text above it"),
            );
            return;
        }
        let Some(table) = table else { return };
        self.page.blocks.push(Block { sort: *sort, table, at, item });
    }

    fn unknown_block(&mut self, word: &str, at: At) {
        let harmless = ["", "text", "mermaid", "console", "sh", "markdown", "json"];
        if !harmless.contains(&word) {
            self.heading = None;
            let known: Vec<&str> = Sort::ALL.iter().map(|(name, _)| *name).collect();
            self.report.push(tree::unknown(codes::BLOCK, word, at, &known));
        }
    }
}
