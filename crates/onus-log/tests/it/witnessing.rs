//! Witnesses sign what continues, refuse what forks; a policy counts groups, not heads.

use std::fmt::Write as _;

use onus_log::checkpoint::Checkpoint;
use onus_log::hash::Hash;
use onus_log::note::{Algorithm, Note, Signer};
use onus_log::policy::Policy;
use onus_log::proof;
use onus_log::tile::Memory;
use onus_log::witness::{Request, Witness, WitnessError};
use onus_log::writer::Writer;

use crate::log;

const MOMENT: u64 = 1_795_000_000;

fn operator() -> Signer {
    Signer::new("onus.example/record", Algorithm::Note, &[1; 32]).unwrap()
}

fn witness(name: &str, seed: u8) -> Witness {
    let signer = Signer::new(name, Algorithm::Cosignature, &[seed; 32]).unwrap();
    Witness::new(signer, operator().verifier())
}

fn checkpoint(writer: &Writer) -> Note {
    Checkpoint { origin: "onus.example/record".into(), tree: writer.tree() }.sign(&operator())
}

fn request(old: u64, writer: &Writer, storage: &Memory) -> Request {
    let proof = proof::consistency(storage, old, writer.size()).unwrap().unwrap();
    Request { old, proof, checkpoint: checkpoint(writer) }
}

#[test]
fn a_witness_signs_what_continues_and_refuses_a_fork() {
    let mut witness = witness("watch.example", 2);
    let (writer, storage) = log(10);
    witness.add_checkpoint(&request(0, &writer, &storage), MOMENT).unwrap();
    let (writer, storage) = log(25);
    let asked = request(10, &writer, &storage);
    let sent = Request::parse(&asked.body()).unwrap();
    assert_eq!(sent, asked);
    let signature = witness.add_checkpoint(&sent, MOMENT).unwrap();
    let mut note = sent.checkpoint;
    note.add(signature);
    let note = Note::parse(&note.to_string()).unwrap();
    assert_eq!(note.verify(&witness.verifier()), Ok(MOMENT));
    assert_eq!(
        witness.add_checkpoint(&request(10, &writer, &storage), MOMENT),
        Err(WitnessError::Conflict { seen: 25, old: 10 })
    );

    // the operator shows someone else another record of 30 entries
    let (mut forked, mut storage) = (Writer::default(), Memory::default());
    let entries: Vec<Vec<u8>> = (0..30).map(|number| format!("other {number}").into_bytes()).collect();
    for written in forked.append(entries.iter().map(Vec::as_slice)).unwrap() {
        storage.0.insert(written.tile, written.bytes);
    }
    let refused = witness.add_checkpoint(&request(25, &forked, &storage), MOMENT);
    assert!(matches!(refused, Err(WitnessError::Fork(_))));
    assert_eq!(witness.seen(), log(25).0.tree());
    assert_eq!(Witness::parse_state(&witness.state()), Some(witness.seen()));
}

#[test]
fn a_quorum_counts_groups_and_not_heads() {
    let (writer, storage) = log(10);
    let names = ["ngo-a", "ngo-b", "ngo-c", "trade", "ministry"];
    let mut witnesses: Vec<Witness> =
        names.iter().zip(2..).map(|(name, seed)| witness(&format!("{name}.example"), seed)).collect();
    let mut text = format!("log {}\n", operator().verifier());
    for (name, witness) in names.iter().zip(&witnesses) {
        writeln!(text, "witness {name} {}", witness.verifier()).unwrap();
    }
    text += "group civil-society any ngo-a ngo-b ngo-c  # one is enough\ngroup industry any trade\ngroup government all ministry\n\
             group everyone 2 civil-society industry government\nquorum everyone\n";
    let policy = Policy::parse(&text).unwrap();
    let mut note = checkpoint(&writer);
    let sign = |note: &mut Note, witness: &mut Witness| {
        note.add(witness.add_checkpoint(&request(0, &writer, &storage), MOMENT).unwrap());
    };
    let (ngos, others) = witnesses.split_at_mut(3);
    for witness in ngos {
        sign(&mut note, witness);
    }
    let (_, said) = policy.open(&note).unwrap();
    assert_eq!((said.enough, said.witnesses.len()), (false, 3));
    sign(&mut note, &mut others[0]);
    let (opened, said) = policy.open(&note).unwrap();
    assert!(said.enough);
    assert_eq!(opened.tree, writer.tree());
    assert!(!said.groups["government"]);
    // a co-signature on another text counts as none
    let (longer, _) = log(11);
    let mut moved = checkpoint(&longer);
    for signature in note.signatures.iter().skip(1) {
        moved.add(signature.clone());
    }
    let (_, said) = policy.open(&moved).unwrap();
    assert_eq!((said.enough, said.witnesses.len()), (false, 0));
}

#[test]
fn a_policy_with_a_mistake_says_where() {
    let key = operator().verifier();
    let ngo = witness("watch.example", 2).verifier();
    for (text, expected) in [
        (String::new(), "line 0 of the policy: no log is named"),
        (format!("log {key}\n"), "line 1 of the policy: say `quorum none` or name the quorum"),
        (
            format!("log {key}\ngroup g any nobody\n"),
            "line 2 of the policy: `nobody` is no witness or group of an earlier line",
        ),
        (format!("log {key}\nwitness a {key}\n"), "line 2 of the policy: the key of `a` is no key of a witness"),
        (
            format!("log {key}\nwitness a {ngo}\nwitness b {ngo}\n"),
            "line 3 of the policy: the key of `b` stands in the policy twice",
        ),
        (
            format!("log {key}\nwitness a {ngo}\ngroup g 2 a\n"),
            "line 3 of the policy: write `any`, `all` or a number that the members can reach",
        ),
        (format!("log {key}\nquorum all\n"), "line 2 of the policy: `all` is no witness or group"),
        ("key x\n".to_owned(), "line 1 of the policy: `key` is not one of log, witness, group, quorum"),
    ] {
        assert_eq!(Policy::parse(&text).unwrap_err().to_string(), expected);
    }
    assert!(Policy::parse(&format!("log {key}\nquorum none\n")).is_ok());
    assert_eq!(Hash::from_base64("x"), None);
}
