module archlint.test/oracle/references

go 1.22
