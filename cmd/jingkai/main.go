// Command jingkai is the operating system of a development zone under reform:
// server, demonstration and administration in one program.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/jingkai-zone/jingkai/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(app.Run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}
