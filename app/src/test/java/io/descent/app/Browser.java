package io.descent.app;

import io.descent.inference.file.internal.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A page in headless Chromium, over its DevTools protocol (https://chromedevtools.github.io/devtools-protocol). */
final class Browser implements AutoCloseable {
    private static final long SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** The program: {@code CHROME}, else the first one on the PATH; null if there is none. */
    static @Nullable Path program() {
        String named = System.getenv("CHROME");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome", "chrome")) {
                Path program = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }

    /**
     * Starts the browser with an empty page.
     *
     * @param profile a new folder
     */
    Browser(Path program, Path profile, int width, int height) throws Exception {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--window-size=%d,%d".formatted(width, height),
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        HttpClient http = HttpClient.newHttpClient();
        int port = port();
        String page = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/json/new?about:blank".formatted(port)))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(String.valueOf(Json.read(page).get("webSocketDebuggerUrl"))), new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    private int port() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                Thread reader = new Thread(() -> lines.lines().forEach(rest -> {})); // or its pipe would fill
                reader.setDaemon(true);
                reader.start();
                return URI.create(line.substring("DevTools listening on ".length()))
                        .getPort();
            }
        }
        throw new IOException("the browser has not started");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                try {
                    take(Json.read(whole));
                } catch (IOException e) {
                    errors.add(whole);
                }
            }
            from.request(1);
            return null;
        }
    }

    private void take(Map<String, Object> message) {
        if (message.get("id") instanceof Number id) {
            CompletableFuture<Map<String, Object>> answer = waiting.remove(id.intValue());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        Map<?, ?> params = (Map<?, ?>) message.get("params");
        switch (String.valueOf(message.get("method"))) {
            case "Runtime.exceptionThrown", "Log.entryAdded" -> errors.add(String.valueOf(params));
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert").contains(String.valueOf(params.get("type")))) {
                    errors.add(String.valueOf(params));
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(String.valueOf(((Map<?, ?>) params.get("request")).get("url")));
            default -> {}
        }
    }

    private Map<?, ?> call(String method, Map<String, ?> params) throws Exception {
        int id = next.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", params);
        socket.sendText(Json.line(message), true).get(SECONDS, TimeUnit.SECONDS);
        Map<String, Object> found = answer.get(SECONDS, TimeUnit.SECONDS);
        if (!(found.get("result") instanceof Map<?, ?> result)) {
            throw new IOException(method + ": " + found);
        }
        return result;
    }

    /** Opens a page and waits until it is loaded. */
    void open(String url) throws Exception {
        requests.clear();
        call("Page.navigate", Map.of("url", url));
        waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** The value of an expression of JavaScript. */
    @Nullable
    Object value(String expression) throws Exception {
        Map<?, ?> found = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (found.get("exceptionDetails") != null) {
            throw new IOException(expression + ": " + found.get("exceptionDetails"));
        }
        return ((Map<?, ?>) found.get("result")).get("value");
    }

    /** A number that an expression has. */
    double number(String expression) throws Exception {
        return value(expression) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Waits until an expression is true. */
    void waitFor(String expression) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (!Boolean.TRUE.equals(value(expression))) {
            if (System.nanoTime() > end) {
                throw new IOException("not true after %d s: %s; errors: %s".formatted(SECONDS, expression, errors));
            }
            Thread.sleep(50);
        }
    }

    /** Moves the mouse over an element, at a place from 0 to 1 of its width and height; scrolls to it first. */
    double[] moveTo(String selector, double across, double down) throws Exception {
        value("document.querySelector(\"%s\").scrollIntoView({block: 'center'})".formatted(selector));
        String box = "document.querySelector(\"%s\").getBoundingClientRect()".formatted(selector);
        double x = number(box + ".left") + across * number(box + ".width");
        double y = number(box + ".top") + down * number(box + ".height");
        mouse("mouseMoved", x, y);
        return new double[] {x, y};
    }

    void mouse(String type, double x, double y) throws Exception {
        call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    /** Presses a key, such as {@code ArrowRight}. */
    void press(String key) throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(Map.of("type", "keyDown", "key", key, "code", key));
        if (key.equals("Enter")) {
            event.put("text", "\r");
            event.put("windowsVirtualKeyCode", 13);
        }
        call("Input.dispatchKeyEvent", event);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Shows pages in the dark or the light scheme, or as they are printed. */
    void media(String media, String scheme) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Makes the window as wide as that of a phone, for instance. */
    void width(int pixels) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Writes a picture of the whole page. */
    void screenshot(Path file) throws Exception {
        Map<?, ?> found = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(found.get("data"))));
    }

    /** What the pages wrote to the console as errors or warnings. */
    List<String> errors() {
        return new ArrayList<>(errors);
    }

    /** The addresses that the page has asked for since it was opened. */
    List<String> requests() {
        return new ArrayList<>(requests);
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
