// Package files keeps what people upload: minutes, photographs, contracts,
// tables.
//
// It owns the folder of attachments, the check of what may come in, the record
// of each upload and its links to the records it is evidence for. It does not
// own who may see a file: that follows from the record it belongs to.
//
// Words: file 附件, evidence 佐证材料, link 关联, spool 暂存, content 内容.
//
// # How a file comes in
//
// [Folder.Spool] reads the upload before any transaction: it stops at the cap,
// tells the type from the content, refuses what is not on the list, and puts
// the content under its SHA-256 in the zone's folder, durably. [Put] or
// [Attach] then record it in the transaction of the command it belongs to.
// When that is rolled back, or the program ends in between, the content has no
// record and [Folder.Sweep] removes it after a day.
//
// Invariants:
//   - a recorded file's content is on the disk before the record is committed;
//   - names on the disk are made here; the uploader's name is only a text, and
//     the type is what the content is, whatever the name says;
//   - equal contents of one zone are stored once; zones share nothing;
//   - a file is given out as an attachment, never to be shown in place, and
//     only after its content still has its hash;
//   - an upload that no record links within a week is forgotten.
package files
