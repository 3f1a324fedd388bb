// Package web serves the built screens.
//
// It owns the headers under which the browser runs them: nothing is loaded
// from another site, nothing is framed, nothing is guessed from its content.
// The build lies in dist, made by "make web" and embedded.
package web

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var built embed.FS

// policy lets the screens load only what this server gives. Styles may be
// inline because antd writes them at run time; scripts may not.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// notBuilt is shown when the program was compiled without the screens.
const notBuilt = "本程序未包含界面，请用 make build 构建。接口在 /api/v1。\nThis program was built without its screens; build it with make build. The API is at /api/v1.\n"

// Handler serves files of the build; every other path gets the application,
// which finds its own page.
func Handler() http.Handler {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		panic("web: " + err.Error()) // the folder is embedded at build time
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "GET", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if name == "docs" {
			name = "docs/index.html" // the API's description, read offline
		}
		if name == "" || strings.HasPrefix(path.Base(name), ".") || !exists(files, name) {
			name = "index.html"
		}
		serve(w, r, files, name)
	})
}

func exists(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}

func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable") // the name carries the content's hash
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if strings.Contains(r.Header.Get("Accept-Encoding"), "br") && exists(files, name+".br") {
		h.Set("Content-Encoding", "br")
		name += ".br"
	}
	body, err := fs.ReadFile(files, name)
	if err != nil {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(notBuilt)) // the caller is gone if this fails
		return
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the caller is gone if this fails
	}
}
