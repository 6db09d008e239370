package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A walker finds every place of a file where a value of one type becomes a value of another: assignments, arguments,
// results, elements, sends, ranges, comparisons, conversions, assertions, type arguments.
type walker struct {
	tree    *tree
	info    *types.Info
	pkg     *types.Package
	results []*types.Tuple // of the functions around
}

func (w *walker) walk(file *ast.File) {
	ast.Inspect(file, w.visit)
}

func (w *walker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if object, ok := w.info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
			w.inside(object.Signature().Results(), n.Body)
			ast.Inspect(n.Type, w.visit)
			if n.Recv != nil {
				ast.Inspect(n.Recv, w.visit)
			}
			return false
		}
	case *ast.FuncLit:
		if signature, ok := w.info.TypeOf(n).(*types.Signature); ok {
			w.inside(signature.Results(), n.Body)
			ast.Inspect(n.Type, w.visit)
			return false
		}
	case *ast.AssignStmt:
		if n.Tok == token.ASSIGN || n.Tok == token.DEFINE {
			w.assign(n.Lhs, n.Rhs)
		}
	case *ast.ValueSpec:
		left := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			left[i] = name
		}
		if len(n.Values) > 0 {
			w.assign(left, n.Values)
		}
	case *ast.ReturnStmt:
		if len(w.results) > 0 {
			w.values(w.results[len(w.results)-1], n.Results, "return")
		}
	case *ast.CallExpr:
		w.call(n)
	case *ast.CompositeLit:
		w.literal(n)
	case *ast.SendStmt:
		if channel, ok := under(w.info.TypeOf(n.Chan)).(*types.Chan); ok {
			w.convert(channel.Elem(), w.info.TypeOf(n.Value), n.Value, "send")
		}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			key, value := ranged(w.info.TypeOf(n.X))
			w.ranging(n.Key, key)
			w.ranging(n.Value, value)
		}
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			w.compare(n.X, n.Y)
		}
	case *ast.SwitchStmt:
		if n.Tag != nil {
			for _, clause := range n.Body.List {
				for _, each := range clause.(*ast.CaseClause).List {
					w.compare(n.Tag, each)
				}
			}
		}
	case *ast.TypeAssertExpr:
		if n.Type != nil {
			w.assert(n.X, n.Type, "assertion")
		}
	case *ast.TypeSwitchStmt:
		w.typeSwitch(n)
	case *ast.IndexExpr:
		if table, ok := under(w.info.TypeOf(n.X)).(*types.Map); ok {
			w.convert(table.Key(), w.info.TypeOf(n.Index), n.Index, "index")
		}
	case *ast.Ident:
		w.instance(n)
	}
	return true
}

func (w *walker) inside(results *types.Tuple, body *ast.BlockStmt) {
	w.results = append(w.results, results)
	ast.Inspect(body, w.visit)
	w.results = w.results[:len(w.results)-1]
}

func under(typ types.Type) types.Type {
	if typ == nil {
		return nil
	}
	return typ.Underlying()
}

func (w *walker) assign(left, right []ast.Expr) {
	if len(left) == len(right) {
		for i := range left {
			w.convert(w.info.TypeOf(left[i]), w.info.TypeOf(right[i]), right[i], "assignment")
		}
	} else if tuple, ok := w.info.TypeOf(right[0]).(*types.Tuple); ok {
		for i := range left {
			if i < tuple.Len() {
				w.convert(w.info.TypeOf(left[i]), tuple.At(i).Type(), right[0], "assignment")
			}
		}
	}
}

func (w *walker) values(targets *types.Tuple, values []ast.Expr, how string) {
	if len(values) == 1 && targets.Len() > 1 {
		if tuple, ok := w.info.TypeOf(values[0]).(*types.Tuple); ok {
			for i := range min(tuple.Len(), targets.Len()) {
				w.convert(targets.At(i).Type(), tuple.At(i).Type(), values[0], how)
			}
		}
		return
	}
	for i := range min(len(values), targets.Len()) {
		w.convert(targets.At(i).Type(), w.info.TypeOf(values[i]), values[i], how)
	}
}

func (w *walker) call(call *ast.CallExpr) {
	callee, ok := w.info.Types[call.Fun]
	if !ok {
		return
	}
	if callee.IsType() {
		if len(call.Args) == 1 {
			w.convert(callee.Type, w.info.TypeOf(call.Args[0]), call.Args[0], "conversion")
		}
		return
	}
	signature, ok := under(callee.Type).(*types.Signature)
	if !ok {
		return
	}
	var given []types.Type
	var places []ast.Expr
	for _, argument := range call.Args {
		if tuple, ok := w.info.TypeOf(argument).(*types.Tuple); ok {
			for i := range tuple.Len() {
				given, places = append(given, tuple.At(i).Type()), append(places, argument)
			}
		} else {
			given, places = append(given, w.info.TypeOf(argument)), append(places, argument)
		}
	}
	for i, typ := range given {
		w.convert(parameter(signature, i, call.Ellipsis.IsValid()), typ, places[i], "argument")
	}
}

func parameter(signature *types.Signature, i int, spread bool) types.Type {
	parameters := signature.Params()
	last := parameters.Len() - 1
	if signature.Variadic() && i >= last && !spread {
		if list, ok := under(parameters.At(last).Type()).(*types.Slice); ok {
			return list.Elem()
		}
		return nil
	}
	if i > last {
		return nil
	}
	return parameters.At(i).Type()
}

func (w *walker) literal(literal *ast.CompositeLit) {
	typ := under(w.info.TypeOf(literal))
	if pointer, ok := typ.(*types.Pointer); ok {
		typ = under(pointer.Elem())
	}
	for i, element := range literal.Elts {
		value := element
		pair, keyed := element.(*ast.KeyValueExpr)
		if keyed {
			value = pair.Value
		}
		switch typ := typ.(type) {
		case *types.Struct:
			var field types.Object
			if keyed {
				if name, ok := pair.Key.(*ast.Ident); ok {
					field = w.info.Uses[name]
				}
			} else if i < typ.NumFields() {
				field = typ.Field(i)
			}
			if field != nil {
				w.convert(field.Type(), w.info.TypeOf(value), value, "element")
			}
		case *types.Map:
			if keyed {
				w.convert(typ.Key(), w.info.TypeOf(pair.Key), pair.Key, "element")
			}
			w.convert(typ.Elem(), w.info.TypeOf(value), value, "element")
		case *types.Slice:
			w.convert(typ.Elem(), w.info.TypeOf(value), value, "element")
		case *types.Array:
			w.convert(typ.Elem(), w.info.TypeOf(value), value, "element")
		}
	}
}

func ranged(typ types.Type) (key, value types.Type) {
	switch typ := under(typ).(type) {
	case *types.Slice:
		return types.Typ[types.Int], typ.Elem()
	case *types.Array:
		return types.Typ[types.Int], typ.Elem()
	case *types.Pointer:
		return ranged(typ.Elem())
	case *types.Map:
		return typ.Key(), typ.Elem()
	case *types.Chan:
		return typ.Elem(), nil
	case *types.Signature:
		if typ.Params().Len() == 1 {
			if yield, ok := under(typ.Params().At(0).Type()).(*types.Signature); ok {
				if yield.Params().Len() > 0 {
					key = yield.Params().At(0).Type()
				}
				if yield.Params().Len() > 1 {
					value = yield.Params().At(1).Type()
				}
			}
		}
	}
	return key, value
}

func (w *walker) ranging(target ast.Expr, typ types.Type) {
	if target != nil && typ != nil {
		w.convert(w.info.TypeOf(target), typ, target, "range")
	}
}

func (w *walker) compare(x, y ast.Expr) {
	w.convert(w.info.TypeOf(x), w.info.TypeOf(y), y, "comparison")
	w.convert(w.info.TypeOf(y), w.info.TypeOf(x), x, "comparison")
}

func (w *walker) assert(x, typ ast.Expr, how string) {
	asserted := w.info.TypeOf(typ)
	if asserted == nil {
		return
	}
	contract, ok := asserted.Underlying().(*types.Interface)
	if !ok {
		w.convert(w.info.TypeOf(x), asserted, typ, how)
		return
	}
	for i := range contract.NumMethods() {
		method := contract.Method(i).Origin()
		if file := w.tree.number(method.Pos()); !method.Exported() && file >= 0 {
			w.tree.out.Asserted = append(w.tree.out.Asserted,
				w.tree.at(typ.Pos(), method.Name(), w.tree.nameOf(asserted, method.Pos()), file))
		}
	}
}

func (w *walker) typeSwitch(choice *ast.TypeSwitchStmt) {
	var x ast.Expr
	switch assign := choice.Assign.(type) {
	case *ast.AssignStmt:
		x = assign.Rhs[0]
	case *ast.ExprStmt:
		x = assign.X
	}
	assertion, ok := x.(*ast.TypeAssertExpr)
	if !ok {
		return
	}
	for _, clause := range choice.Body.List {
		for _, typ := range clause.(*ast.CaseClause).List {
			w.assert(assertion.X, typ, "type switch")
		}
	}
}

// instance compares type arguments with their constraints.
func (w *walker) instance(name *ast.Ident) {
	instance, ok := w.info.Instances[name]
	if !ok {
		return
	}
	var parameters *types.TypeParamList
	switch object := w.info.Uses[name].(type) {
	case *types.Func:
		parameters = object.Origin().Signature().TypeParams()
	case *types.TypeName:
		if generic, ok := object.Type().(interface{ TypeParams() *types.TypeParamList }); ok {
			parameters = generic.TypeParams()
		}
	}
	for i := range min(parameters.Len(), instance.TypeArgs.Len()) {
		w.contract(parameters.At(i).Constraint(), instance.TypeArgs.At(i), name, "type argument")
	}
}

// convert reports on a value of the type `from` that is used as one of the type `to`.
func (w *walker) convert(to, from types.Type, at ast.Expr, how string) {
	if to == nil || from == nil || to == from {
		return
	}
	if _, generic := types.Unalias(to).(*types.TypeParam); generic {
		return
	}
	if types.IsInterface(to) {
		w.contract(to, from, at, how)
		return
	}
	w.structs(to, from, at, how, 0)
}

func (w *walker) contract(to, from types.Type, at ast.Expr, how string) {
	w.tree.contract(to, from, func(name, fromName string, fromFile int, toName string, toFile int) {
		w.tree.out.Conversions = append(
			w.tree.out.Conversions, w.tree.at(at.Pos(), how, name, fromName, fromFile, toName, toFile))
	})
}

// structs compares two types that Go takes for identical but for names, down to structs whose unexported fields stand
// in two files.
func (w *walker) structs(to, from types.Type, at ast.Expr, how string, depth int) {
	if depth > 20 || to == from {
		return
	}
	if depth > 0 {
		if _, named := types.Unalias(to).(*types.Named); named {
			return
		}
	}
	switch one := to.Underlying().(type) {
	case *types.Pointer:
		if other, ok := from.Underlying().(*types.Pointer); ok {
			if depth == 0 && how == "conversion" {
				w.structs(one.Elem().Underlying(), other.Elem().Underlying(), at, how, depth)
			} else {
				w.structs(one.Elem(), other.Elem(), at, how, depth+1)
			}
		}
	case *types.Slice:
		if other, ok := from.Underlying().(*types.Slice); ok {
			w.structs(one.Elem(), other.Elem(), at, how, depth+1)
		}
	case *types.Array:
		if other, ok := from.Underlying().(*types.Array); ok {
			w.structs(one.Elem(), other.Elem(), at, how, depth+1)
		}
	case *types.Chan:
		if other, ok := from.Underlying().(*types.Chan); ok {
			w.structs(one.Elem(), other.Elem(), at, how, depth+1)
		}
	case *types.Map:
		if other, ok := from.Underlying().(*types.Map); ok {
			w.structs(one.Key(), other.Key(), at, how, depth+1)
			w.structs(one.Elem(), other.Elem(), at, how, depth+1)
		}
	case *types.Struct:
		other, ok := from.Underlying().(*types.Struct)
		if !ok || one.NumFields() != other.NumFields() {
			return
		}
		for i := range one.NumFields() {
			here, there := one.Field(i), other.Field(i)
			if here.Name() != there.Name() {
				return
			}
			hereFile, thereFile := w.tree.number(here.Origin().Pos()), w.tree.number(there.Origin().Pos())
			if !here.Exported() && hereFile >= 0 && thereFile >= 0 && hereFile != thereFile {
				w.tree.out.Structs = append(w.tree.out.Structs, w.tree.at(at.Pos(), how, here.Name(),
					w.tree.owners[there.Origin().Pos()].owner, thereFile, w.tree.owners[here.Origin().Pos()].owner, hereFile))
			}
			w.structs(here.Type(), there.Type(), at, how, depth+1)
		}
	}
}
