package io.descent.app;

import io.descent.inference.file.internal.OutputFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Trains a small network and serves it, so that the archive of classes which the launcher makes on first use has the
 * classes of both. Argument: an empty folder.
 */
final class ArchiveSample {
    private static final String EXPERIMENT = """
            data: {generator: {moons: {}}}
            network: {hidden: [{units: 4}]}
            training: {epochs: 1, optimizer: adam}
            """;
    private static final String ROW = "x1,x2\n0.5,0.5\n";

    private ArchiveSample() {}

    /** Ends with exit code 0 if all has worked. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path experiment = folder.resolve("sample.yaml");
        OutputFile.write(experiment, EXPERIMENT);
        String run = folder.resolve("run").toString();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = Descent.run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                err,
                "train",
                experiment.toString(),
                "--out",
                run);
        try (PipedReader printed = new PipedReader();
                PrintWriter out = new PrintWriter(new PipedWriter(printed))) {
            Thread server = new Thread(() -> {
                try (out) { // so that the reader below does not wait for ever if it fails
                    Descent.run(out, err, "serve", run, "--port", "0");
                }
            });
            server.setDaemon(true);
            server.start();
            String line = new BufferedReader(printed).readLine();
            if (code != 0 || line == null) {
                System.exit(Descent.DEFECT);
            }
            URI uri = URI.create(line.substring(line.indexOf("http:")));
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                String request =
                        "POST /predict HTTP/1.1\r\nHost: %s\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(uri.getHost(), ROW.length(), ROW);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                String status = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                System.exit(status.endsWith("200 OK") ? 0 : Descent.DEFECT);
            }
        }
    }
}
