// Checks a log of Onus with a program of others: the Go project's sumdb/note and sumdb/tlog.
//
// usage: verify DIR VKEY OLD-SIZE
//
// DIR holds checkpoint, checkpoint.old and the tiles. It checks both signatures, that the later log continues the earlier one, and
// for a sample of entries that they are in it.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (folder) Height() int { return 8 }

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		// Go's own path names the height too; C2SP fixes it at 8
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}

func open(dir, name string, verifiers note.Verifiers) tlog.Tree {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		fail(name, err)
	}
	signed, err := note.Open(text, verifiers)
	if err != nil {
		fail(name, err)
	}
	var origin, root string
	var tree tlog.Tree
	if _, err := fmt.Sscanf(signed.Text, "%s\n%d\n%s\n", &origin, &tree.N, &root); err != nil {
		fail(name, err)
	}
	if tree.Hash, err = tlog.ParseHash(root); err != nil {
		fail(name, err)
	}
	return tree
}

func main() {
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("vkey", err)
	}
	verifiers := note.VerifierList(verifier)
	tree, old := open(dir, "checkpoint", verifiers), open(dir, "checkpoint.old", verifiers)
	reader := tlog.TileHashReader(tree, folder(dir))
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		fail("prove tree", err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		fail("check tree", err)
	}
	checked := 0
	for index := int64(0); index < tree.N; index += 1 + tree.N/100 {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			fail("prove record", err)
		}
		bundle := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
		if rest := tree.N - bundle.N*256; rest < 256 {
			bundle.W = int(rest)
		}
		path := strings.Replace(bundle.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			fail("entries", err)
		}
		for skip := index % 256; skip > 0; skip-- {
			data = data[2+binary.BigEndian.Uint16(data):]
		}
		entry := data[2 : 2+binary.BigEndian.Uint16(data)]
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
			fail("check record", err)
		}
		checked++
	}
	fmt.Printf("consistent %d -> %d, %d entries proven\n", old.N, tree.N, checked)
}
