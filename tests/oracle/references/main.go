// References prints, for a tree and one build configuration, every use of a package-level object that another file of
// the tree declares, as the Go type checker sees it. It is the judge of archlint's own resolution.
//
// Output, one record a line, tab-separated, sorted:
//
//	file  PATH                                a file of the configuration
//	bad   PATH MESSAGE                        a file that go/parser refuses
//	type  PATH MESSAGE                        a type error, only with -errors
//	use   PATH LINE COLUMN NAME TARGET        columns are code points, 1-based
//	member PATH LINE COLUMN NAME TARGET       an unexported field or method, only with -members
//
// Type errors are tolerated: packages that cannot be found only leave their own names unknown.
//
//go:debug gotypesalias=1
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

var (
	root    = flag.String("root", ".", "the tree")
	goos    = flag.String("goos", "linux", "target system")
	goarch  = flag.String("goarch", "amd64", "target architecture")
	cgo     = flag.Bool("cgo", false, "whether cgo is on")
	tags    = flag.String("tags", "", "build tags, comma-separated")
	only    = flag.String("only", "", "report on these folders alone, comma-separated")
	all     = flag.Bool("all", false, "list the uses of what the same file declares too")
	skip    = flag.String("skip", "", "folders to pass over, comma-separated")
	deps    = flag.Bool("deps", false, "ask `go list` where third-party packages are")
	vendors = flag.Bool("vendor", false, "report on vendored packages too (the standard library)")
	errs    = flag.Bool("errors", false, "print type errors")
	members = flag.Bool("members", false, "list the uses of unexported fields and methods too")
)

// A unit is the files of one folder and package clause, as the build configuration selects them.
type unit struct {
	folder, name string // name is the package clause without _test
	path         string // import path
	production   []*ast.File
	inside       []*ast.File // in-package tests
	outside      []*ast.File // external tests
	base         *types.Package
	augmented    *types.Package
	busy         bool
}

type tree struct {
	fset    *token.FileSet
	context build.Context
	units   map[string][]*unit // by import path
	order   []*unit
	foreign map[string]*types.Package
	where   map[string]string // third-party import path to folder
	source  map[string][]byte
	lines   []string
}

func main() {
	flag.Parse()
	absolute, err := filepath.Abs(*root)
	if err != nil {
		panic(err)
	}
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = *goos, *goarch, *cgo
	if *tags != "" {
		context.BuildTags = strings.Split(*tags, ",")
	}
	t := &tree{
		fset: token.NewFileSet(), context: context, units: map[string][]*unit{},
		foreign: map[string]*types.Package{}, where: map[string]string{}, source: map[string][]byte{},
	}
	if *deps {
		t.locate(absolute)
	}
	t.scan(absolute)
	for _, u := range t.order {
		if wanted(u.folder) {
			t.report(absolute, u)
		}
	}
	sort.Strings(t.lines)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for i, line := range t.lines {
		if i == 0 || line != t.lines[i-1] {
			fmt.Fprintln(out, line)
		}
	}
}

func wanted(folder string) bool {
	if *only == "" {
		return true
	}
	return slices.Contains(strings.Split(*only, ","), folder)
}

// locate learns from the go command where the packages outside the tree lie.
func (t *tree) locate(root string) {
	command := exec.Command("go", "list", "-e", "-deps", "-test", "-f", "{{.ImportPath}}\t{{.Dir}}", "./...")
	command.Dir = root
	command.Stderr = os.Stderr
	output, _ := command.Output()
	for _, line := range strings.Split(string(output), "\n") {
		if name, folder, ok := strings.Cut(line, "\t"); ok && folder != "" && !strings.Contains(name, " ") {
			t.where[name] = folder
		}
	}
}

func (t *tree) scan(root string) {
	modules := map[string]string{} // folder to module path
	filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		relative, _ := filepath.Rel(root, name)
		relative = filepath.ToSlash(relative)
		base := entry.Name()
		if !entry.IsDir() {
			return nil
		}
		if slices.Contains(strings.Split(*skip, ","), relative) {
			return filepath.SkipDir
		}
		if relative != "." && (base == "testdata" || base[0] == '.' || base[0] == '_' || base == "vendor" && !*vendors) {
			return filepath.SkipDir
		}
		if text, err := os.ReadFile(filepath.Join(name, "go.mod")); err == nil {
			modules[relative] = modulePath(text)
		}
		t.folder(root, relative, importPath(modules, relative))
		return nil
	})
}

func modulePath(text []byte) string {
	for _, line := range bytes.Split(text, []byte("\n")) {
		fields := strings.Fields(string(line))
		if len(fields) > 1 && fields[0] == "module" {
			return strings.Trim(fields[1], "\"`")
		}
	}
	return ""
}

func importPath(modules map[string]string, folder string) string {
	for at := folder; ; at = path.Dir(at) {
		if module, ok := modules[at]; ok {
			if module == "std" {
				return strings.TrimPrefix(folder, "vendor/")
			}
			if at == "." {
				return path.Join(module, folder)
			}
			return path.Join(module, strings.TrimPrefix(folder, at))
		}
		if at == "." {
			return folder
		}
	}
}

func (t *tree) folder(root, folder, importPath string) {
	units := map[string]*unit{}
	entries, _ := os.ReadDir(filepath.Join(root, folder))
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || entry.IsDir() {
			continue
		}
		relative := path.Join(folder, entry.Name())
		file := t.parse(filepath.Join(root, folder), entry.Name(), relative)
		if file == nil {
			continue
		}
		name := file.Name.Name
		test := strings.HasSuffix(relative, "_test.go")
		outside := test && strings.HasSuffix(name, "_test")
		if outside {
			name = strings.TrimSuffix(name, "_test")
		}
		u := units[name]
		if u == nil {
			u = &unit{folder: folder, name: name, path: importPath}
			units[name] = u
			t.units[importPath] = append(t.units[importPath], u)
			t.order = append(t.order, u)
		}
		switch {
		case outside:
			u.outside = append(u.outside, file)
		case test:
			u.inside = append(u.inside, file)
		default:
			u.production = append(u.production, file)
		}
		if wanted(folder) {
			t.lines = append(t.lines, "file\t"+relative)
		}
	}
}

// parse gives nil for files that the configuration leaves out or that do not parse. With relative == "" it is a file
// from outside the tree, whose parse errors are nobody's business.
func (t *tree) parse(folder, name, relative string) *ast.File {
	if name[0] == '_' || name[0] == '.' {
		return nil
	}
	if ok, err := t.context.MatchFile(folder, name); err != nil || !ok {
		return nil
	}
	full := filepath.Join(folder, name)
	text, err := os.ReadFile(full)
	if err != nil {
		return nil
	}
	label := full
	if relative != "" {
		label = relative
		t.source[relative] = text
	}
	file, err := parser.ParseFile(t.fset, label, text, parser.SkipObjectResolution)
	if err != nil {
		if relative != "" {
			t.lines = append(t.lines, fmt.Sprintf("bad\t%s\t%v", relative, strings.ReplaceAll(err.Error(), "\n", " ")))
		}
		return nil
	}
	for _, spec := range file.Imports {
		if spec.Path.Value == `"C"` && !t.context.CgoEnabled {
			return nil
		}
	}
	return file
}

type importer struct {
	tree *tree
	self *unit // whose external test is checked: its import gives the augmented package
}

func (i importer) Import(name string) (*types.Package, error) {
	t := i.tree
	if name == "unsafe" {
		return types.Unsafe, nil
	}
	if i.self != nil && i.self.path == name && i.self.augmented != nil {
		return i.self.augmented, nil
	}
	var found *unit
	for _, u := range t.units[name] {
		if len(u.production) > 0 && (found == nil || found.name == "main") {
			found = u
		}
	}
	if found != nil {
		return t.base(found)
	}
	return t.outside(name)
}

func (t *tree) base(u *unit) (*types.Package, error) {
	if u.busy {
		return nil, fmt.Errorf("import cycle through %s", u.path)
	}
	if u.base == nil {
		u.busy = true
		u.base = t.check(u.path, u.production, nil, importer{t, nil}, true)
		u.busy = false
	}
	return u.base, nil
}

func (t *tree) outside(name string) (*types.Package, error) {
	if found, ok := t.foreign[name]; ok {
		if found == nil {
			return nil, fmt.Errorf("no package %s", name)
		}
		return found, nil
	}
	t.foreign[name] = nil
	source := filepath.Join(t.context.GOROOT, "src")
	places := []string{t.where[name]}
	for _, above := range []string{"", "vendor", "cmd/vendor"} {
		places = append(places, filepath.Join(source, above, name))
	}
	for _, folder := range places {
		if folder == "" {
			continue
		}
		files := t.foreignFiles(folder)
		if len(files) > 0 {
			t.foreign[name] = t.check(name, files, nil, importer{t, nil}, true)
			return t.foreign[name], nil
		}
	}
	return nil, fmt.Errorf("no package %s", name)
}

func (t *tree) foreignFiles(folder string) (files []*ast.File) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		if file := t.parse(folder, entry.Name(), ""); file != nil && file.Name.Name != "documentation" {
			files = append(files, file)
		}
	}
	return files
}

func (t *tree) check(path string, files []*ast.File, info *types.Info, imp importer, declarationsOnly bool) *types.Package {
	config := types.Config{
		Importer: imp, FakeImportC: true, IgnoreFuncBodies: declarationsOnly,
		Sizes: types.SizesFor("gc", t.context.GOARCH),
		Error: func(err error) {
			if failure, ok := err.(types.Error); ok && *errs && info != nil {
				file := t.fset.Position(failure.Pos)
				t.lines = append(t.lines, fmt.Sprintf("type\t%s:%d\t%s", file.Filename, file.Line, failure.Msg))
			}
		},
	}
	checked, _ := config.Check(path, t.fset, files, info)
	return checked
}

func (t *tree) report(root string, u *unit) {
	files := append(append([]*ast.File{}, u.production...), u.inside...)
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	u.augmented = t.check(u.path, files, info, importer{t, nil}, false)
	t.uses(info)
	if len(u.outside) > 0 {
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		t.check(u.path+"_test", u.outside, info, importer{t, u}, false)
		t.uses(info)
	}
}

func (t *tree) uses(info *types.Info) {
	for identifier, object := range info.Uses {
		if _, ok := object.(*types.PkgName); ok || object.Pkg() == nil {
			continue
		}
		record := "use"
		if object.Parent() != object.Pkg().Scope() {
			if !*members || object.Parent() != nil || object.Exported() {
				continue
			}
			record = "member"
		}
		from, to := t.fset.PositionFor(identifier.Pos(), false), t.fset.PositionFor(object.Pos(), false)
		text, ours := t.source[from.Filename]
		if _, inside := t.source[to.Filename]; !ours || !inside || from.Filename == to.Filename && !*all {
			continue
		}
		start := from.Offset - from.Column + 1
		column := utf8.RuneCount(text[start:from.Offset]) + 1
		t.lines = append(t.lines, fmt.Sprintf("%s\t%s\t%d\t%d\t%s\t%s", record, from.Filename, from.Line, column, identifier.Name, to.Filename))
	}
}
