// Package exchange carries tables and papers in and out of the house.
//
// It owns the form of workbooks (xlsx) and of official papers (docx): how a
// list becomes a sheet and how a sheet becomes rows with their faults, and how
// a notice or a board is laid out after GB/T 9704 (A4, title in 二号, body in
// 三号 with 28 points of line). It owns no content and no rule of a room.
//
// Invariants: an exported cell is never a formula; a number is written from
// its exact decimal text; an import reads at most the rows, columns and
// unpacked bytes it declares, and says which row breaks which rule.
package exchange
