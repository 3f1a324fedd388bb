// Package stories holds the acceptance scripts of Jingkai, one folder per
// source article, and the program that runs them through the real HTTP API.
//
// A story is a testscript (*.txtar): lines a clerk of a zone can read, run
// from top to bottom against a server of its own with the zones, units and
// accounts of the basic world. Its first comment lines name the mechanisms it
// shows: "# covers: LY-35 LY-36".
//
//	as ROLE                 act as this role's account in the zone (as visitor: nobody is logged in)
//	keep NAME, resume NAME  put the present session aside, and go on in it
//	zone SLUG               the zone that relative paths mean; leiyang at the start
//	clock 2019-12-31 17:00  move the zone's clock (China time), forward only
//	get PATH                ask; PATH is relative to the zone unless it starts with /api/
//	post PATH [JSON|FILE]   command; also put, patch, delete. Each sends its own Idempotency-Key,
//	                        and the ETag last seen for the record as If-Match
//	                        "@FILE" in the JSON stands for the text of a file of the story
//	again                   deliver the last command once more with the same Idempotency-Key
//	upload PATH FILE [name=value …]   send a file as a form
//	download PATH FILE      fetch a file
//	xlsx FILE TABLE.csv     make a workbook from a table in the story
//	cells FILE SHEET        print a workbook's sheet, tab separated (for stdout)
//	docx FILE               print the text of a Word file (for stdout)
//	status 201              the answer's status
//	refused CODE [WORDS]    the answer is a refusal with this code, and its sentence contains WORDS
//	json PATH = VALUE       also != > >= < <= and "json PATH contains VALUE", "json PATH absent"; PATH as in gjson,
//	                        in single quotes when it has a #, which would begin a comment
//	save NAME PATH          keep a value of the answer as $NAME
//	lang en                 language of the answers; zh-CN at the start
//
// A # begins a comment wherever it is not quoted: write json 'items.#' = 2.
//
// Run them with "make stories DIR=folder"; ENGINE=postgres runs the same on
// PostgreSQL.
package stories
