// The format of docs/audit-format.md as another implementation sees it: golang.org/x/mod/sumdb/tlog and note, which Go
// checks its modules with. interop_test.py runs it.
//
//	tlogtool verify DIR           an export: signature, root, every entry's proof, proofs between sizes
//	tlogtool lines FILE           an export as JSON lines: every proof
//	tlogtool receipt FILE VKEY    one receipt with its entry
//	tlogtool write DIR SIZE       writes a log as such an export, with receipts beside it
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlogtool:", err)
		os.Exit(1)
	}
}

func check(ok bool, format string, args ...any) {
	if !ok {
		must(fmt.Errorf(format, args...))
	}
}

type checkpoint struct {
	origin string
	tree   tlog.Tree
}

// openCheckpoint checks the signature and reads the three lines.
func openCheckpoint(signed []byte, vkey string) checkpoint {
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	check(len(lines) == 4, "a checkpoint has three lines")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	check(lines[0] == verifier.Name(), "origin and key name differ")
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: root}}
}

// pathOf is the name of a tile in a tlog-tiles directory: without the height, which is always 8.
func pathOf(tile tlog.Tile) string { return strings.Replace(tile.Path(), "tile/8/", "tile/", 1) }

func bundlePath(n int64, width int) string {
	return strings.Replace(tlog.Tile{H: 8, L: 0, N: n, W: width}.Path(), "tile/8/0/", "tile/entries/", 1)
}

type directory string

func (d directory) Height() int { return 8 }
func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(d), pathOf(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (d directory) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (d directory) read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(string(d), name))
	must(err)
	return data
}

func (d directory) entries(size int64) [][]byte {
	var entries [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := int(min(256, size-n*256))
		bundle := d.read(bundlePath(n, width))
		for i := 0; i < width; i++ {
			check(len(bundle) >= 2, "bundle %d ends early", n)
			length := int(binary.BigEndian.Uint16(bundle))
			check(len(bundle) >= 2+length, "bundle %d ends early", n)
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		check(len(bundle) == 0, "bundle %d holds more", n)
	}
	return entries
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func verify(dir directory) {
	head := openCheckpoint(dir.read("checkpoint"), string(dir.read("log.vkey")))
	reader := tlog.TileHashReader(head.tree, dir)
	root, err := tlog.TreeHash(head.tree.N, reader)
	must(err)
	check(root == head.tree.Hash, "the tiles have another root than the checkpoint")
	entries := dir.entries(head.tree.N)
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(head.tree.N, int64(i), reader)
		must(err)
		must(tlog.CheckRecord(proof, head.tree.N, head.tree.Hash, int64(i), tlog.RecordHash(entry)))
	}
	for older := int64(1); older <= head.tree.N; older += 1 + head.tree.N/37 {
		before, err := tlog.TreeHash(older, reader)
		must(err)
		proof, err := tlog.ProveTree(head.tree.N, older, reader)
		must(err)
		must(tlog.CheckTree(proof, head.tree.N, head.tree.Hash, older, before))
	}
	fmt.Println("ok", len(entries))
}

func lines(path string) {
	file, err := os.Open(path)
	must(err)
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<24)
	check(scanner.Scan(), "no first line")
	var first struct{ Checkpoint, Key string }
	must(json.Unmarshal(scanner.Bytes(), &first))
	head := openCheckpoint([]byte(first.Checkpoint), first.Key)
	count := 0
	for ; scanner.Scan(); count++ {
		var line struct {
			Entry json.RawMessage
			Index int64
			Proof []tlog.Hash
		}
		must(json.Unmarshal(scanner.Bytes(), &line))
		must(tlog.CheckRecord(line.Proof, head.tree.N, head.tree.Hash, line.Index, tlog.RecordHash(line.Entry)))
	}
	must(scanner.Err())
	fmt.Println("ok", count)
}

func receipt(path, vkey string) {
	data, err := os.ReadFile(path)
	must(err)
	text, signed, found := bytes.Cut(data, []byte("\n\n"))
	check(found, "no checkpoint")
	parts := strings.Split(string(text), "\n")
	check(len(parts) >= 3 && parts[0] == "c2sp.org/tlog-proof@v1", "another first line")
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(parts[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(parts[2], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, part := range parts[3:] {
		hash, err := tlog.ParseHash(part)
		must(err)
		proof = append(proof, hash)
	}
	head := openCheckpoint(signed, vkey)
	must(tlog.CheckRecord(proof, head.tree.N, head.tree.Hash, index, tlog.RecordHash(entry)))
	fmt.Println("ok", index)
}

// write makes a log whose every hash and signature is Go's.
func write(dir string, size int64) {
	random := rand.New(rand.NewSource(20261122))
	skey, vkey, err := note.GenerateKey(random, "example.com/somebody-else")
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	put := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		must(os.MkdirAll(filepath.Dir(path), 0o700))
		must(os.WriteFile(path, data, 0o600))
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	var entries [][]byte
	var bundle []byte
	for n := int64(0); n < size; n++ {
		entry := make([]byte, random.Intn(300))
		random.Read(entry)
		entries = append(entries, entry)
		hashes, err := tlog.StoredHashes(n, entry, reader)
		must(err)
		stored = append(stored, hashes...)
		bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(entry)))
		bundle = append(bundle, entry...)
		if n%256 == 255 || n == size-1 {
			put(bundlePath(n/256, int(n%256)+1), bundle)
			bundle = nil
		}
	}
	for _, tile := range tlog.NewTiles(8, 0, size) {
		data, err := tlog.ReadTileData(tile, reader)
		must(err)
		put(pathOf(tile), data)
	}
	root, err := tlog.TreeHash(size, reader)
	must(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	put("checkpoint", signed)
	put("log.vkey", []byte(vkey+"\n"))
	for n := int64(0); n < size; n += 1 + size/7 {
		proof, err := tlog.ProveRecord(size, n, reader)
		must(err)
		text := fmt.Sprintf("c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n", base64.StdEncoding.EncodeToString(entries[n]), n)
		for _, hash := range proof {
			text += hash.String() + "\n"
		}
		put(fmt.Sprintf("receipts/%d.tlog-proof", n), append([]byte(text+"\n"), signed...))
	}
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 2 && args[0] == "verify":
		verify(directory(args[1]))
	case len(args) == 2 && args[0] == "lines":
		lines(args[1])
	case len(args) == 3 && args[0] == "receipt":
		receipt(args[1], args[2])
	case len(args) == 3 && args[0] == "write":
		size, err := strconv.ParseInt(args[2], 10, 64)
		must(err)
		write(args[1], size)
	default:
		fmt.Fprintln(os.Stderr, "tlogtool: verify DIR | lines FILE | receipt FILE VKEY | write DIR SIZE")
		os.Exit(2)
	}
}
