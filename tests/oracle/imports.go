// The oracle of the Go front end: what Go's own packages say of a source text, a build constraint or a go.mod.
//
// It reads one JSON request a line and answers each with one JSON line. It answers all requests read so far at an empty
// line and at the end of its input, so that a caller can write a batch before it reads. Texts travel as base64, for they
// may hold any byte. Lines and columns are 1-based, columns count code points, and //line comments are left aside.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

type request struct {
	Kind         string // header, match, expression, symbols
	File         string // read the text from here, where Data is null
	Name         string
	Data         []byte
	Goos, Goarch string
	Tags         []string
	Cgo          bool
}

type spec struct {
	Path                    []byte
	Line, Column, EndColumn int
	Alias                   string
}

type problem struct {
	Line, Column int
	Message      string
}

type answer struct {
	Package   string
	Imports   []spec
	Problems  []problem
	Generated bool
	Match     bool
	Text      string
	Error     string
	Symbols   *symbolTable `json:",omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	var waiting bytes.Buffer
	encoder := json.NewEncoder(&waiting)
	flush := func() {
		if _, err := waiting.WriteTo(os.Stdout); err != nil {
			panic(err)
		}
	}
	defer flush()
	for in.Scan() {
		if len(in.Bytes()) == 0 {
			flush()
			continue
		}
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			panic(err)
		}
		if r.File != "" {
			data, err := os.ReadFile(r.File)
			if err != nil {
				panic(err)
			}
			r.Data = data
		}
		var a answer
		switch r.Kind {
		case "header":
			a = header(r.Data)
		case "match":
			a = match(r)
		case "expression":
			a = expression(r.Data)
		case "symbols":
			a = symbols(r.Data)
		default:
			panic("unknown kind " + r.Kind)
		}
		if err := encoder.Encode(a); err != nil {
			panic(err)
		}
	}
}

func header(src []byte) answer {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", append([]byte{}, src...), parser.ImportsOnly|parser.ParseComments)
	a := answer{Package: f.Name.Name, Generated: ast.IsGenerated(f)}
	for _, s := range f.Imports {
		path, bad := strconv.Unquote(s.Path.Value)
		if bad != nil {
			continue
		}
		start := fset.PositionFor(s.Path.ValuePos, false).Offset
		end := fset.PositionFor(s.Path.ValueEnd, false).Offset
		alias := ""
		if s.Name != nil {
			alias = s.Name.Name
		}
		literal := src[start:end]
		if i := bytes.IndexByte(literal, '\n'); i >= 0 {
			literal = literal[:i]
		}
		line, column := place(fset, src, start)
		a.Imports = append(a.Imports, spec{[]byte(path), line, column, column + utf8.RuneCount(literal), alias})
	}
	if list, ok := err.(scanner.ErrorList); ok {
		for _, e := range list {
			line, column := place(fset, src, e.Pos.Offset)
			a.Problems = append(a.Problems, problem{line, column, e.Msg})
		}
	}
	return a
}

// place is Go's own position of an offset, with the column in code points.
func place(fset *token.FileSet, src []byte, offset int) (line, column int) {
	file := fset.File(1)
	position := file.PositionFor(file.Pos(offset), false)
	return position.Line, 1 + utf8.RuneCount(src[offset-position.Column+1:offset])
}

func match(r request) answer {
	context := build.Default
	context.GOOS, context.GOARCH, context.BuildTags, context.CgoEnabled = r.Goos, r.Goarch, r.Tags, r.Cgo
	context.ToolTags = nil
	context.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.Data)), nil }
	ok, err := context.MatchFile("/", r.Name)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Match: ok}
}

func expression(text []byte) answer {
	x, err := constraint.Parse("//go:build " + string(text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Text: x.String()}
}
