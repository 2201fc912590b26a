import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  worker: { format: "es" },
  build: { chunkSizeWarningLimit: 1600 },
  // The API of a running instance, for `npx vite` while working on the screen: RRAMU_API=http://127.0.0.1:8000
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: process.env.RRAMU_API ?? "http://127.0.0.1:8000", ws: true } },
  },
  test: { environment: "node", restoreMocks: true },
});
