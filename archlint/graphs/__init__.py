"""The import graph, its cycles and cuts, views, layers, modules. Pure, and independent of the language."""
