// Typed prints, for a tree and the build of linux/amd64, what the Go type checker knows that decides whether any split
// or merge of its packages compiles. Dependencies are the real ones, type-checked from source. It is the judge of
// archlint's mapped view.
//
// usage: typed TREE
//
// The output is one JSON object. Files are numbers, indices of "files"; columns are code points, 1-based. Only facts
// that concern two files are listed, since nothing else can break when files part.
//
//	files        [path, package clause, import path of the folder]
//	errors       [import path, message]
//	names        [file, line, column, name, target]: uses of package-level names
//	members      [file, line, column, name, target, owner, kind, form]: uses of unexported fields and methods, and of
//	             exported ones that a test file declares; form: 0 of a named type, 1 of a type literal, 2 of a local type
//	unkeyed      [file, line, column, owner, target, hidden, form]: struct literals without keys; hidden: has unexported fields
//	methods      [file, line, column, name, receiver, target]: methods apart from their types
//	conversions  [file, line, column, how, method, type, file of its method, interface, file of its method]
//	implements   [method, type, file of its method, interface, file of its method]
//	asserted     [file, line, column, method, interface, file of its method]: x.(I), case I with an unexported method
//	structs      [file, line, column, how, field, type, file of its field, type that it becomes, file of its field]
//	declared     [file, line, column, name, kind]: every package-level name
//	imports      [file, line, column, local name, path, kind]
//	dots         {path: exported names} of the packages that files import with a dot
//	universe     [file, line, column, name]: the first bare use of each predeclared name
//	captured     [file, line, column, name, import path, kind]: x.name of a package of the tree where name is a local in scope
//	inits        files with an init function
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"
)

type row []any

type answer struct {
	Go          string              `json:"go"`
	Files       []row               `json:"files"`
	Errors      []row               `json:"errors"`
	Names       []row               `json:"names"`
	Members     []row               `json:"members"`
	Unkeyed     []row               `json:"unkeyed"`
	Methods     []row               `json:"methods"`
	Conversions []row               `json:"conversions"`
	Implements  []row               `json:"implements"`
	Asserted    []row               `json:"asserted"`
	Structs     []row               `json:"structs"`
	Declared    []row               `json:"declared"`
	Imports     []row               `json:"imports"`
	Dots        map[string][]string `json:"dots"`
	Universe    []row               `json:"universe"`
	Captured    []row               `json:"captured"`
	Inits       []int               `json:"inits"`
}

type member struct {
	owner string
	form  int
}

type tree struct {
	root    string
	fset    *token.FileSet
	out     answer
	numbers map[string]int // file name to number
	done    map[string]bool
	sources map[string][]byte
	owners  map[token.Pos]member // of the names of fields and methods
	inTree  map[string]bool      // import paths
	dotted  map[string]*types.Package
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: typed TREE")
		os.Exit(2)
	}
	root, err := filepath.Abs(os.Args[1])
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	t := &tree{
		root: root, out: answer{Go: runtime.Version(), Dots: map[string][]string{}}, numbers: map[string]int{},
		done: map[string]bool{}, sources: map[string][]byte{}, inTree: map[string]bool{}, dotted: map[string]*types.Package{},
	}
	for _, module := range t.modules() {
		t.module(module)
	}
	t.out.sort()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(t.out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// modules are the folders with a go.mod, as the go command sees a tree.
func (t *tree) modules() (found []string) {
	filepath.WalkDir(t.root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		base := entry.Name()
		if entry.IsDir() && name != t.root && (base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_') {
			return filepath.SkipDir
		}
		if !entry.IsDir() && base == "go.mod" {
			found = append(found, filepath.Dir(name))
		}
		return nil
	})
	return found
}

// module reports on the packages of one module. Each is loaded with its tests.
func (t *tree) module(folder string) {
	t.fset = token.NewFileSet()
	t.owners = map[token.Pos]member{}
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo |
			packages.NeedTypesSizes | packages.NeedModule | packages.NeedForTest,
		Dir: folder, Fset: t.fset, Tests: true, ParseFile: t.parse,
		Env: append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"),
	}
	loaded, err := packages.Load(config, "./...")
	if err != nil {
		t.out.Errors = append(t.out.Errors, row{folder, err.Error()})
		return
	}
	var wanted []*packages.Package
	augmented := map[string]bool{}
	for _, p := range loaded {
		t.inTree[p.PkgPath] = true
		if p.ForTest != "" && p.ForTest == p.PkgPath {
			augmented[p.PkgPath] = true
		}
	}
	for _, p := range loaded {
		if strings.HasSuffix(p.ID, ".test") || p.Types == nil || p.TypesInfo == nil {
			continue
		}
		own := p.ForTest == "" && !augmented[p.PkgPath]
		if own || p.ForTest != "" && (p.PkgPath == p.ForTest || p.PkgPath == p.ForTest+"_test") {
			wanted = append(wanted, p)
		}
	}
	for _, p := range wanted {
		for _, file := range p.Syntax {
			t.own(file)
		}
	}
	for _, p := range wanted {
		for _, problem := range p.Errors {
			t.out.Errors = append(t.out.Errors, row{p.PkgPath, problem.Error()})
		}
		t.report(p)
	}
}

// parse drops the bodies of functions outside the tree, which nothing here looks at.
func (t *tree) parse(fset *token.FileSet, name string, source []byte) (*ast.File, error) {
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution|parser.ParseComments)
	if _, inside := t.relative(name); !inside && file != nil {
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Name.Name != "init" {
				function.Body = nil
			}
		}
	}
	return file, err
}

func (t *tree) relative(name string) (string, bool) {
	if rest, inside := strings.CutPrefix(name, t.root+string(filepath.Separator)); inside && strings.HasSuffix(rest, ".go") {
		for _, part := range strings.Split(filepath.ToSlash(rest), "/") {
			if part == "vendor" || part == "testdata" {
				return "", false
			}
		}
		return filepath.ToSlash(rest), true
	}
	return "", false
}

// number is the number of the file that has a position, -1 for one outside the tree.
func (t *tree) number(pos token.Pos) int {
	if !pos.IsValid() {
		return -1
	}
	return t.numberOf(t.fset.PositionFor(pos, false).Filename)
}

func (t *tree) numberOf(name string) int {
	number, known := t.numbers[name]
	if !known {
		number = -1
		if relative, inside := t.relative(name); inside {
			if source, err := os.ReadFile(name); err == nil {
				number = len(t.out.Files)
				t.out.Files = append(t.out.Files, row{relative, "", ""})
				t.sources[name] = source
			}
		}
		t.numbers[name] = number
	}
	return number
}

func (t *tree) place(pos token.Pos) row {
	position := t.fset.PositionFor(pos, false)
	source := t.sources[position.Filename]
	start := position.Offset - position.Column + 1
	return row{t.numbers[position.Filename], position.Line, utf8.RuneCount(source[start:position.Offset]) + 1}
}

func (t *tree) at(pos token.Pos, rest ...any) row {
	return append(t.place(pos), rest...)
}

// own notes which type declares each field and method of a file.
func (t *tree) own(file *ast.File) {
	name := t.fset.PositionFor(file.Package, false).Filename
	if _, inside := t.relative(name); !inside {
		return
	}
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil && len(n.Recv.List) == 1 {
				t.owners[n.Name.Pos()] = member{baseName(n.Recv.List[0].Type), 0}
			}
		case *ast.StructType:
			t.fields(n.Fields, owner(stack, n))
		case *ast.InterfaceType:
			t.fields(n.Methods, owner(stack, n))
		}
		stack = append(stack, n)
		return true
	})
}

func (t *tree) fields(list *ast.FieldList, by member) {
	for _, field := range list.List {
		for _, name := range field.Names {
			t.owners[name.Pos()] = by
		}
		if len(field.Names) == 0 {
			if name := baseIdent(field.Type); name != nil {
				t.owners[name.Pos()] = by
			}
		}
	}
}

// owner is the declaration that a type literal stands in.
func owner(stack []ast.Node, literal ast.Expr) member {
	form, local := 0, false
	var inner ast.Node = literal
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
			if form == 0 && n.X == inner {
				inner = n
			}
		case *ast.TypeSpec:
			if n.Type != inner || n.Assign.IsValid() {
				form = 1
			}
			for _, above := range stack[:i] {
				_, inFunction := above.(*ast.FuncDecl)
				_, inLiteral := above.(*ast.FuncLit)
				local = local || inFunction || inLiteral
			}
			if local && form == 0 {
				form = 2
			}
			return member{n.Name.Name, form}
		case *ast.FuncDecl:
			return member{n.Name.Name, 1}
		case *ast.ValueSpec:
			if len(stack) > 2 && stack[1] == stack[i-1] {
				return member{n.Names[0].Name, 1}
			}
		}
	}
	return member{"", 1}
}

func baseIdent(x ast.Expr) *ast.Ident {
	for {
		switch inner := x.(type) {
		case *ast.ParenExpr:
			x = inner.X
		case *ast.StarExpr:
			x = inner.X
		case *ast.IndexExpr:
			x = inner.X
		case *ast.IndexListExpr:
			x = inner.X
		case *ast.SelectorExpr:
			return inner.Sel
		case *ast.Ident:
			return inner
		default:
			return nil
		}
	}
}

func baseName(x ast.Expr) string {
	if name := baseIdent(x); name != nil {
		return name.Name
	}
	return ""
}

func (t *tree) report(p *packages.Package) {
	var files []*ast.File
	for _, file := range p.Syntax {
		name := t.fset.PositionFor(file.Package, false).Filename
		number := t.numberOf(name)
		if number < 0 || t.done[name] {
			continue
		}
		t.done[name] = true
		folder := p.PkgPath
		if p.ForTest != "" {
			folder = p.ForTest // an external test has the folder of the package that it tests
		}
		t.out.Files[number][1], t.out.Files[number][2] = file.Name.Name, folder
		files = append(files, file)
	}
	for _, file := range files {
		t.declarations(p, file)
		t.importsOf(p, file)
		t.uses(p, file)
		w := &walker{tree: t, info: p.TypesInfo, pkg: p.Types}
		w.walk(file)
	}
	t.implementing(p.Types)
}

func (t *tree) declarations(p *packages.Package, file *ast.File) {
	add := func(name *ast.Ident, kind string) {
		if name.Name != "_" {
			t.out.Declared = append(t.out.Declared, t.at(name.Pos(), name.Name, kind))
		}
	}
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			if declaration.Recv != nil {
				t.method(p, declaration)
			} else if declaration.Name.Name == "init" {
				t.out.Inits = append(t.out.Inits, t.number(declaration.Pos()))
			} else {
				add(declaration.Name, "func")
			}
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, "type")
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name, declaration.Tok.String())
					}
				}
			}
		}
	}
}

func (t *tree) method(p *packages.Package, declaration *ast.FuncDecl) {
	function, ok := p.TypesInfo.Defs[declaration.Name].(*types.Func)
	if !ok {
		return
	}
	named := namedOf(function.Signature().Recv().Type())
	if named == nil {
		return
	}
	if target := t.number(named.Obj().Pos()); target >= 0 && target != t.number(declaration.Pos()) {
		t.out.Methods = append(t.out.Methods, t.at(declaration.Name.Pos(), declaration.Name.Name, named.Obj().Name(), target))
	}
}

func namedOf(typ types.Type) *types.Named {
	typ = types.Unalias(typ)
	if pointer, ok := typ.(*types.Pointer); ok {
		typ = types.Unalias(pointer.Elem())
	}
	named, _ := typ.(*types.Named)
	return named
}

func (t *tree) importsOf(p *packages.Package, file *ast.File) {
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, "`\"")
		var object types.Object = p.TypesInfo.Implicits[spec]
		kind := "normal"
		if spec.Name != nil {
			object = p.TypesInfo.Defs[spec.Name]
			switch spec.Name.Name {
			case "_":
				kind = "blank"
			case ".":
				kind = "dot"
			}
		}
		local := ""
		if name, ok := object.(*types.PkgName); ok && kind == "normal" {
			local = name.Name()
		}
		if found := p.Imports[path]; kind == "dot" && found != nil && found.Types != nil {
			t.out.Dots[path] = exportedNames(found.Types.Scope())
		}
		t.out.Imports = append(t.out.Imports, t.at(spec.Path.Pos(), local, path, kind))
	}
}

func exportedNames(scope *types.Scope) (names []string) {
	for _, name := range scope.Names() {
		if token.IsExported(name) {
			names = append(names, name)
		}
	}
	return names
}

// uses lists what the names of a file mean.
func (t *tree) uses(p *packages.Package, file *ast.File) {
	own := t.number(file.Package)
	predeclared := map[string]bool{}
	qualified := map[*ast.Ident]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			qualified[n.Sel] = true
			if x, ok := n.X.(*ast.Ident); ok {
				if name, ok := p.TypesInfo.Uses[x].(*types.PkgName); ok {
					t.capture(p, n, name.Imported().Path())
				}
			}
		case *ast.CompositeLit:
			t.unkeyed(p, n, own)
		case *ast.Ident:
			object := p.TypesInfo.Uses[n]
			if object == nil {
				return true
			}
			if object.Parent() == types.Universe && !qualified[n] && !predeclared[n.Name] {
				predeclared[n.Name] = true
				t.out.Universe = append(t.out.Universe, t.at(n.Pos(), n.Name))
			}
			t.use(n, object, own)
		}
		return true
	})
}

func (t *tree) use(name *ast.Ident, object types.Object, own int) {
	if _, ok := object.(*types.PkgName); ok || object.Pkg() == nil {
		return
	}
	target := t.number(object.Pos())
	if target < 0 || target == own {
		return
	}
	if object.Parent() == object.Pkg().Scope() {
		t.out.Names = append(t.out.Names, t.at(name.Pos(), name.Name, target))
		return
	}
	kind := kindOf(object)
	inTest := strings.HasSuffix(t.out.Files[target][0].(string), "_test.go")
	if kind == "" || object.Exported() && !inTest {
		return
	}
	by := t.owners[object.Pos()]
	t.out.Members = append(t.out.Members, t.at(name.Pos(), name.Name, target, by.owner, kind, by.form))
}

func kindOf(object types.Object) string {
	switch object := object.(type) {
	case *types.Var:
		if object.IsField() {
			return "field"
		}
	case *types.Func:
		if receiver := object.Signature().Recv(); receiver != nil {
			if types.IsInterface(receiver.Type()) {
				return "interface method"
			}
			return "method"
		}
	}
	return ""
}

// unkeyed lists a struct literal without keys, whose fields another file declares.
func (t *tree) unkeyed(p *packages.Package, literal *ast.CompositeLit, own int) {
	if len(literal.Elts) == 0 {
		return
	}
	if _, keyed := literal.Elts[0].(*ast.KeyValueExpr); keyed {
		return
	}
	structure := structOf(p.TypesInfo.TypeOf(literal))
	if structure == nil || structure.NumFields() == 0 {
		return
	}
	target := t.number(structure.Field(0).Pos())
	if target < 0 || target == own {
		return
	}
	hidden := 0
	for i := range structure.NumFields() {
		if !structure.Field(i).Exported() {
			hidden = 1
		}
	}
	by := t.owners[structure.Field(0).Origin().Pos()]
	t.out.Unkeyed = append(t.out.Unkeyed, t.at(literal.Elts[0].Pos(), by.owner, target, hidden, by.form))
}

func structOf(typ types.Type) *types.Struct {
	if typ == nil {
		return nil
	}
	if pointer, ok := typ.Underlying().(*types.Pointer); ok {
		typ = pointer.Elem()
	}
	structure, _ := typ.Underlying().(*types.Struct)
	return structure
}

// capture lists x.Name where Name alone would mean something local.
func (t *tree) capture(p *packages.Package, selector *ast.SelectorExpr, path string) {
	if !t.inTree[path] {
		return
	}
	scope := p.Types.Scope().Innermost(selector.Pos())
	if scope == nil {
		return
	}
	found, object := scope.LookupParent(selector.Sel.Name, selector.Pos())
	if object == nil || found == types.Universe || found == p.Types.Scope() || found.Parent() == p.Types.Scope() {
		return
	}
	kind := strings.TrimPrefix(fmt.Sprintf("%T", object), "*types.")
	t.out.Captured = append(t.out.Captured, t.at(selector.Pos(), selector.Sel.Name, path, kind))
}

// implementing lists the types and interfaces of a package that fit each other by an unexported method.
func (t *tree) implementing(pkg *types.Package) {
	var interfaces, concrete []*types.Named
	for _, name := range pkg.Scope().Names() {
		object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || object.IsAlias() {
			continue
		}
		named, ok := object.Type().(*types.Named)
		if !ok {
			continue
		}
		if contract, ok := named.Underlying().(*types.Interface); ok {
			if hidden(contract) {
				interfaces = append(interfaces, named)
			}
		} else {
			concrete = append(concrete, named)
		}
	}
	for _, contract := range interfaces {
		for _, named := range concrete {
			var typ types.Type = named
			if implements(types.NewPointer(named), contract) {
				typ = types.NewPointer(named)
			} else if !implements(named, contract) {
				continue
			}
			t.contract(contract, typ, func(name, from string, fromFile int, to string, toFile int) {
				t.out.Implements = append(t.out.Implements, row{name, from, fromFile, to, toFile})
			})
		}
	}
}

func hidden(contract *types.Interface) bool {
	for i := range contract.NumMethods() {
		if !contract.Method(i).Exported() {
			return true
		}
	}
	return false
}

func implements(typ types.Type, contract *types.Named) (fits bool) {
	defer func() {
		if recover() != nil {
			fits = false
		}
	}()
	return types.Implements(typ, contract.Underlying().(*types.Interface))
}

// contract gives each unexported method of an interface whose implementation another file declares.
func (t *tree) contract(to, from types.Type, report func(name, from string, fromFile int, to string, toFile int)) {
	contract, ok := to.Underlying().(*types.Interface)
	if !ok {
		return
	}
	for i := range contract.NumMethods() {
		wanted := contract.Method(i).Origin()
		toFile := t.number(wanted.Pos())
		if wanted.Exported() || toFile < 0 {
			continue
		}
		object, _, _ := types.LookupFieldOrMethod(from, true, wanted.Pkg(), wanted.Name())
		method, ok := object.(*types.Func)
		if !ok {
			continue
		}
		method = method.Origin()
		if fromFile := t.number(method.Pos()); fromFile >= 0 && fromFile != toFile {
			report(wanted.Name(), t.nameOf(from, method.Pos()), fromFile, t.nameOf(to, wanted.Pos()), toFile)
		}
	}
}

func (t *tree) nameOf(typ types.Type, method token.Pos) string {
	if named := namedOf(typ); named != nil {
		return named.Obj().Name()
	}
	return t.owners[method].owner
}

func (a *answer) sort() {
	lists := []*[]row{
		&a.Errors, &a.Names, &a.Members, &a.Unkeyed, &a.Methods, &a.Conversions, &a.Implements, &a.Asserted, &a.Structs,
		&a.Declared, &a.Imports, &a.Universe, &a.Captured,
	}
	for _, list := range lists {
		lines := make(map[string]row, len(*list))
		keys := make([]string, 0, len(*list))
		for _, each := range *list {
			text, _ := json.Marshal(each)
			if _, known := lines[string(text)]; !known {
				lines[string(text)] = each
				keys = append(keys, string(text))
			}
		}
		sort.Strings(keys)
		*list = make([]row, 0, len(keys))
		for _, key := range keys {
			*list = append(*list, lines[key])
		}
	}
	if a.Files == nil {
		a.Files = []row{}
	}
	if a.Inits == nil {
		a.Inits = []int{}
	}
}
