package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// attachment is an uploaded file as the API shows it.
type attachment struct {
	ID    ident.ID   `json:"id"`
	Name  string     `json:"name"`
	Kind  files.Kind `json:"kind"`
	Size  int64      `json:"size" doc:"Bytes"`
	Media string     `json:"media"`
	At    time.Time  `json:"at"`
}

func showFile(f files.File) attachment {
	return attachment{f.ID, f.DownloadName(), f.Kind, f.Size, f.Kind.MediaType(), f.At}
}

func (s *Server) registerFiles() {
	actWith(s, Op{ID: "upload-file", Path: "/zones/{zone}/files", Action: "files.write", ZH: "上传附件", EN: "Upload a file", Tag: "files",
		Status: http.StatusCreated, Form: map[string]*huma.Schema{}}, s.spool, func(c *Command, _ *In, up files.Spooled) (attachment, error) {
		if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
			return attachment{}, err
		}
		f, err := files.Put(c.Tx, up)
		return showFile(f), err
	})
	h := s.operation(Op{ID: "download-file", Path: "/zones/{zone}/files/{id}", Action: "files.read", ZH: "下载附件", EN: "Download a file", Tag: "files"})
	h.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(s.huma, h, s.download)
}

// spool receives an upload onto the disk before the transaction opens.
func (s *Server) spool(c *call, _ *In) (files.Spooled, error) {
	var up files.Spooled
	limits := files.Limits{Bytes: s.MaxUpload}
	err := c.parts(s.MaxUpload, func(name string, r io.Reader) (err error) {
		up, err = s.Files.Spool(c.http.Context(), c.zone, name, r, limits)
		return err
	}, nil)
	return up, err
}

func (s *Server) download(ctx context.Context, in *ByID) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	var f files.File
	err := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		if f, err = files.Get(r, c.zone, in.ID); err != nil {
			return err
		}
		return c.May(access.Resource{Unit: c.actor.Unit, Person: c.actor.Person})
	})
	if err != nil {
		return nil, problem(ctx, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		req, w := humago.Unwrap(hc)
		if err := s.Files.Serve(w, req, f); err != nil {
			writeHTTP(w, problem(ctx, errors.Join(errors.New("serve file"), err)))
		}
	}}, nil
}
