package api

import (
	"context"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/store"
)

// Media types of what the house hands out.
const (
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// file is a download: its name in Chinese, its media type and its bytes.
type file struct {
	Name  string
	Media string
	Bytes []byte
}

type fileAnswer struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Security    string `header:"Content-Security-Policy"`
	Body        []byte
}

// fetch registers a question that answers with a file.
func fetch[I any](s *Server, op Op, media string, fn func(q *Question, in *I) (file, error)) {
	h := s.operation(op)
	h.Responses = map[string]*huma.Response{"200": {Description: op.EN, Content: map[string]*huma.MediaType{
		media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(s.huma, h, func(ctx context.Context, in *I) (*fileAnswer, error) {
		c := callOf(ctx)
		var f file
		err := s.db.View(ctx, func(r *store.Snapshot) (err error) {
			f, err = fn(&Question{c, r}, in)
			return err
		})
		if err == nil {
			err = c.mustHaveAsked()
		}
		if err != nil {
			return nil, problem(ctx, s.noteDenial(ctx, c, err))
		}
		return &fileAnswer{Type: f.Media, Body: f.Bytes, Security: "sandbox; default-src 'none'",
			Disposition: "attachment; filename*=UTF-8''" + url.PathEscape(f.Name)}, nil
	})
}
