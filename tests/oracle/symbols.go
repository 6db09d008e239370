package main

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// A symbolTable says what a whole file declares at package level, and which names no scope inside its declarations
// declares: those may be declared by the file itself, by another file of the package, by a dot import or by Go. It is
// what go/parser resolves without types. Places are pairs of line and column, one after the other. There is no table
// for a file with a group of types of which one has type parameters (go/parser closes their scope behind the group, and
// so takes the types that follow for its own), nor for one with a receiver `T[T]`, or with `x.y := z` or a type
// for a statement, which Go refuses later.
type symbolTable struct {
	Declared []declared
	Free     []int // bare names, and the x of x.Name; no keys of composite literals
	Unsure   []int // what go/parser does not tell: bare keys of composite literals, names called as a type switch's variable in its cases
	Dotted   []int // x.Name with a free x: the places of x and Name
	Members  []int // any other x.name with an unexported name: the place of the name
}

type declared struct {
	Name, Kind, Receiver string
	Line, Column         int
}

func symbols(src []byte) answer {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", append([]byte{}, src...), 0)
	if err != nil {
		return answer{Error: err.Error()}
	}
	at := func(pos token.Pos) []int {
		line, column := place(fset, src, fset.PositionFor(pos, false).Offset)
		return []int{line, column}
	}
	if isMisread(f) {
		return answer{}
	}
	table := &symbolTable{}
	for _, decl := range f.Decls {
		table.declare(decl, at)
	}
	unsure := map[*ast.Ident]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if literal, ok := n.(*ast.CompositeLit); ok {
			for _, element := range literal.Elts {
				if pair, ok := element.(*ast.KeyValueExpr); ok {
					if key, ok := pair.Key.(*ast.Ident); ok {
						unsure[key] = true
						table.Unsure = append(table.Unsure, at(key.Pos())...)
					}
				}
			}
		}
		if choice, ok := n.(*ast.TypeSwitchStmt); ok {
			unsureCases(choice, func(name *ast.Ident) {
				unsure[name] = true
				table.Unsure = append(table.Unsure, at(name.Pos())...)
			})
		}
		return true
	})
	free := map[*ast.Ident]bool{}
	for _, name := range f.Unresolved {
		free[name] = true
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && name.Obj != nil && name.Obj.Pos() != name.Pos() {
			if f.Scope.Lookup(name.Name) == name.Obj {
				free[name] = true
			}
		}
		return true
	})
	for name := range free {
		if !unsure[name] {
			table.Free = append(table.Free, at(name.Pos())...)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := selector.X.(*ast.Ident); ok && unsure[x] {
				table.Unsure = append(table.Unsure, at(selector.Sel.Pos())...)
			} else if ok && free[x] {
				table.Dotted = append(append(table.Dotted, at(x.Pos())...), at(selector.Sel.Pos())...)
			} else if (!ok || x.Name != "_") && !selector.Sel.IsExported() {
				table.Members = append(table.Members, at(selector.Sel.Pos())...)
			}
		}
		return true
	})
	return answer{Symbols: table}
}

// unsureCases reports the names in the cases of a type switch that go/parser takes for its variable: its scope is the
// bodies of the clauses.
func unsureCases(choice *ast.TypeSwitchStmt, report func(*ast.Ident)) {
	assign, ok := choice.Assign.(*ast.AssignStmt)
	if !ok {
		return
	}
	variable, ok := assign.Lhs[0].(*ast.Ident)
	if !ok {
		return
	}
	for _, clause := range choice.Body.List {
		for _, expr := range clause.(*ast.CaseClause).List {
			ast.Inspect(expr, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok && name.Name == variable.Name {
					report(name)
				}
				return true
			})
		}
	}
}

func isMisread(f *ast.File) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if decl, ok := n.(*ast.GenDecl); ok && len(decl.Specs) > 1 {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && spec.TypeParams != nil {
					found = true
				}
			}
		}
		if assign, ok := n.(*ast.AssignStmt); ok && assign.Tok == token.DEFINE {
			for _, left := range assign.Lhs {
				_, isName := left.(*ast.Ident)
				found = found || !isName
			}
		}
		if statement, ok := n.(*ast.ExprStmt); ok {
			_, isType := statement.X.(*ast.FuncType)
			found = found || isType
		}
		if decl, ok := n.(*ast.FuncDecl); ok && decl.Recv != nil {
			names := map[string]bool{}
			ast.Inspect(decl.Recv, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok {
					found = found || names[name.Name]
					names[name.Name] = true
				}
				return true
			})
		}
		return true
	})
	return found
}

func (t *symbolTable) declare(decl ast.Decl, at func(token.Pos) []int) {
	add := func(name *ast.Ident, kind, receiver string) {
		place := at(name.Pos())
		t.Declared = append(t.Declared, declared{name.Name, kind, receiver, place[0], place[1]})
	}
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		switch {
		case decl.Recv != nil:
			add(decl.Name, "method", receiver(decl.Recv))
		case decl.Name.Name == "init":
			add(decl.Name, "init", "")
		default:
			add(decl.Name, "func", "")
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				kind := "type"
				if spec.Assign.IsValid() {
					kind = "alias"
				}
				add(spec.Name, kind, "")
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					add(name, decl.Tok.String(), "")
				}
			}
		}
	}
}

// receiver is the name of a receiver's base type, "" where it has none: a type of another package can be none.
func receiver(fields *ast.FieldList) string {
	if len(fields.List) != 1 {
		return ""
	}
	x := fields.List[0].Type
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
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}
