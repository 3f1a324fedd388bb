package admin

import (
	"context"
	"path/filepath"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Where names the data on the command line. Flags override the variables named
// JINGKAI_*, which override the configuration file.
type Where struct {
	Config string `help:"配置文件（YAML）/ Configuration file" type:"existingfile" placeholder:"FILE"`
	Data   string `help:"数据文件夹 / Data folder" placeholder:"DIR"`
	DB     string `name:"db" help:"PostgreSQL 地址；空为数据文件夹内的 SQLite / PostgreSQL URL; empty means SQLite in the data folder" placeholder:"URL"`
}

// Load gives the configuration that the flags, the file and the environment
// make together.
func (w Where) Load(env []string) (config.Config, error) {
	c, err := config.Load(w.Config, env)
	if err != nil {
		return c, err
	}
	if w.Data != "" {
		c.Data = w.Data
	}
	if w.DB != "" {
		c.DB = w.DB
	}
	return c, c.Check()
}

// database is where a configuration keeps its data.
func database(c config.Config) store.Config {
	return store.Config{URL: c.DB, Path: filepath.Join(c.Data, "jingkai.db"), Clock: calendar.System{}, Pool: 4}
}

// open opens data that is there already.
func (w Where) open(ctx context.Context, t Terminal) (*store.DB, config.Config, error) {
	c, err := w.Load(t.Env)
	if err != nil {
		return nil, c, err
	}
	db, err := store.OpenExisting(ctx, database(c))
	return db, c, err
}

// zoneOf finds a zone by its slug.
func zoneOf(ctx context.Context, db *store.DB, slug string) (zone org.Zone, err error) {
	err = db.Read(ctx, func(r *store.Snapshot) error {
		zone, err = org.ZoneBySlug(r, slug)
		return err
	})
	return zone, err
}
