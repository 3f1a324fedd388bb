package api

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

var (
	noFile = fault.Define(fault.Invalid, "api.file", "",
		"请以表单字段 file 上传一个文件。", "Upload one file in the form field file.")
	formField = fault.Define(fault.Invalid, "api.form_field", "",
		"表单中有不认识或重复的字段，请去掉。", "The form has a field that is unknown or stands twice; remove it.")
	formValue = fault.Define(fault.Invalid, "api.form_value", "",
		"表单字段的值无法识别：是否类字段填 true 或 false，文字不超过 4 KiB 且不含无法显示的字符。",
		"The value of a form field cannot be read: true or false for a yes or no; texts of at most 4 KiB without characters that cannot be shown.")
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

// maxField caps the text of one field beside the file.
const maxField = 4 << 10

// parts walks the fields of an upload: file gets the content, text every other
// field that the operation knows. A field nobody knows, or one that stands
// twice, is refused, and so is a yes or no that is neither.
func (c *call) parts(limit int64, file func(name string, r io.Reader) error, text func(name, value string)) error {
	if c.http.ContentLength > limit+64<<10 {
		return uploadTooLarge.New("limit", limit>>20)
	}
	c.http.Body = http.MaxBytesReader(nil, c.http.Body, limit+64<<10)
	mr, err := c.http.MultipartReader()
	if err != nil {
		return noFile.Wrap(err)
	}
	seen := map[string]bool{}
	for {
		part, err := mr.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return tooLarge(err, limit)
		}
		if err := c.onePart(part, seen, file, text); err != nil {
			return tooLarge(err, limit)
		}
	}
	if !seen["file"] {
		return noFile.New()
	}
	return nil
}

func (c *call) onePart(part *multipart.Part, seen map[string]bool, file func(string, io.Reader) error, text func(string, string)) error {
	defer part.Close()
	name := part.FormName()
	schema, known := c.form[name]
	if seen[name] || !known && name != "file" {
		return formField.At(cleanName(name))
	}
	seen[name] = true
	if name == "file" {
		return file(part.FileName(), part)
	}
	raw, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return err
	}
	value := string(raw)
	if len(raw) > maxField || !hanzi.Legible(value) || schema.Type == huma.TypeBoolean && !slices.Contains([]string{"", "true", "false", "1", "0"}, value) {
		return formValue.At(name)
	}
	text(name, value)
	return nil
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
