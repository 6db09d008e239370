// The floor of the benchmark `imports.py`: Go's own parser reads the imports of every file below a folder, on two
// threads, as a Go program would that wanted nothing else.
package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

const threads = 2

func main() {
	var files []string
	err := filepath.WalkDir(os.Args[1], func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	waiting := make(chan string, 1024)
	counts := make([]int, threads)
	var group sync.WaitGroup
	for thread := range counts {
		group.Add(1)
		go func() {
			defer group.Done()
			for path := range waiting {
				file, _ := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
				for _, spec := range file.Imports {
					if _, err := strconv.Unquote(spec.Path.Value); err == nil {
						counts[thread]++
					}
				}
			}
		}()
	}
	for _, path := range files {
		waiting <- path
	}
	close(waiting)
	group.Wait()
	total := 0
	for _, count := range counts {
		total += count
	}
	fmt.Println(len(files), total)
}
