package io.descent.spark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** A standalone cluster of processes on this machine. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern PAGE = Pattern.compile("MasterWebUI[^\\n]* started at (http://\\S+)");
    private static final Pattern ALIVE = Pattern.compile("\"aliveworkers\"\\s*:\\s*(\\d+)");

    private final Path home;
    private final Path folder;
    private final List<Process> workers = new ArrayList<>();
    private final Process master;
    private final String url;
    private final String page;

    /**
     * Starts a master and workers, and waits until they know each other.
     *
     * @param home a folder with the jars of a Spark in {@code jars}
     * @param folder for logs and what workers write
     * @param cores of each worker
     */
    Cluster(Path home, Path folder, int... cores) throws IOException, InterruptedException {
        this.home = home;
        this.folder = Files.createDirectories(folder);
        master = start("master", "org.apache.spark.deploy.master.Master", "--port", "0");
        try {
            url = await(MASTER);
            page = await(PAGE);
            for (int i = 0; i < cores.length; i++) {
                addWorker(cores[i]);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Adds a worker, and waits until the master knows it. */
    void addWorker(int cores) throws IOException, InterruptedException {
        int number = workers.size();
        workers.add(start(
                "worker" + number,
                "org.apache.spark.deploy.worker.Worker",
                "-c",
                Integer.toString(cores),
                "-m",
                "2g",
                "-d",
                folder.resolve("work" + number).toString(),
                url));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (alive() < workers.size()) {
            if (System.nanoTime() > end) {
                throw new IOException("the master does not know all workers: " + status());
            }
            Thread.sleep(100);
        }
    }

    private Process start(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-Xmx512m", "-cp", home.resolve("jars") + "/*", main));
        command.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        builder.environment().remove("SPARK_CONF_DIR");
        return builder.start();
    }

    private String await(Pattern wanted) throws IOException, InterruptedException {
        Path log = folder.resolve("master.log");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && master.isAlive()) {
            Matcher found = wanted.matcher(Files.readString(log));
            if (found.find()) {
                return found.group(1);
            }
            Thread.sleep(50);
        }
        throw new IOException("the master did not start: " + Files.readString(log));
    }

    private String status() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(page + "/json/")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private int alive() throws IOException, InterruptedException {
        Matcher found = ALIVE.matcher(status());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /** The address of the master. */
    String url() {
        return url;
    }

    /**
     * A session whose driver is this process.
     *
     * @param jar what the executors get
     * @param cores of all executors together
     * @param memory of each executor, such as {@code 1g}
     * @param wait how long a task waits for the executor that has what it needs, such as {@code 3s}
     */
    SparkSession session(String name, String jar, int cores, String memory, String wait) throws InterruptedException {
        SparkSession session = SparkSession.builder()
                .master(url)
                .appName(name)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", false)
                .config("spark.executor.memory", memory)
                .config("spark.executor.cores", 1)
                .config("spark.cores.max", cores)
                .config("spark.task.maxFailures", 8)
                .config("spark.locality.wait", wait)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.jars", jar)
                .getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (session.sparkContext().statusTracker().getExecutorInfos().length < cores + 1
                && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        return session;
    }

    /**
     * Runs the program of a jar, and waits for its end.
     *
     * @param code the exit code that is expected
     * @return what it printed
     */
    String submit(String jar, int code, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-Xmx1g", "-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
        command.addAll(List.of("--master", url, "--deploy-mode", "client"));
        for (String each : List.of(
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.executor.memory=1g",
                "spark.cores.max=2")) {
            command.addAll(List.of("--conf", each));
        }
        command.addAll(List.of("--class", DescentSpark.class.getName(), jar));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "submit", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", "127.0.0.1"));
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the program did not end: " + Files.readString(log));
        }
        if (process.exitValue() != code) {
            throw new IOException(
                    "the program ended with %d: %s".formatted(process.exitValue(), Files.readString(log)));
        }
        return Files.readString(log);
    }

    /** The executors of all workers. */
    List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(worker -> worker.toHandle().descendants())
                .filter(process -> process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                .toList();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process worker : workers) {
            worker.descendants().forEach(all::add);
            all.add(worker.toHandle());
        }
        all.add(master.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : all) {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
