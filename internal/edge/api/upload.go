package api

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

var (
	noFile = fault.Define(fault.Invalid, "api.file", "",
		"请以表单字段 file 上传一个文件。", "Upload one file in the form field file.")
	uploadTooLarge = fault.Define(fault.TooLarge, "api.upload_too_large", "",
		"文件超过 {limit} MiB 的上限，未保存。", "The file is over the cap of {limit} MiB; nothing was kept.")
)

// form describes a multipart upload in the OpenAPI document. The body is read
// by the handler, as a stream with a cap, so that a file of any size costs no
// memory before it is refused.
func form(fields map[string]*huma.Schema) *huma.RequestBody {
	properties := map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}
	for name, schema := range fields {
		properties[name] = schema
	}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: properties, Required: []string{"file"}}}}}
}

// parts walks the fields of an upload: file gets the content, text every other
// field of at most 4 KiB.
func (c *call) parts(limit int64, file func(name string, r io.Reader) error, text func(name, value string)) error {
	c.http.Body = http.MaxBytesReader(nil, c.http.Body, limit+64<<10)
	mr, err := c.http.MultipartReader()
	if err != nil {
		return noFile.Wrap(err)
	}
	seen := false
	for {
		part, err := mr.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return tooLarge(err, limit)
		}
		if err := onePart(part, &seen, file, text); err != nil {
			return tooLarge(err, limit)
		}
	}
	if !seen {
		return noFile.New()
	}
	return nil
}

func onePart(part *multipart.Part, seen *bool, file func(string, io.Reader) error, text func(string, string)) error {
	defer part.Close()
	if part.FormName() == "file" && !*seen {
		*seen = true
		return file(part.FileName(), part)
	}
	raw, err := io.ReadAll(io.LimitReader(part, 4<<10))
	if err == nil && text != nil {
		text(part.FormName(), string(raw))
	}
	return err
}

// tooLarge tells a cap that was hit from a broken upload.
func tooLarge(err error, limit int64) error {
	var capped *http.MaxBytesError
	if errors.As(err, &capped) {
		return uploadTooLarge.New("limit", limit>>20)
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	return noFile.Wrap(err)
}

// workbook reads an uploaded workbook whole; it is at most 20 MiB.
func (c *call) workbook(text func(name, value string)) ([]byte, error) {
	var raw []byte
	err := c.parts(exchange.MaxImportBytes, func(_ string, r io.Reader) (err error) {
		raw, err = exchange.ReadAll(r, exchange.MaxImportBytes)
		return err
	}, text)
	return raw, err
}
