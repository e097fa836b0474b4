module perfharness.invalid/interop

go 1.18

require (
	github.com/aclements/go-moremath v0.0.0-20210112150236-f10218a38794 // indirect
	golang.org/x/perf v0.0.0-20240404204407-f3e401e020e4 // indirect
)
