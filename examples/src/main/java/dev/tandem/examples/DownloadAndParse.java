package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A pipeline of two stages: pages are downloaded on threads, which wait, and parsed in processes, which compute. */
public final class DownloadAndParse implements Scenario {
    private static final int PAGES = 120;
    private static final int DOWNLOADS = 16;
    private static final Pattern TITLE = Pattern.compile("<title>([^<]*)</title>");
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");
    private static final Pattern WORD = Pattern.compile("\\b[a-z]+\\b");

    /** What the parser finds in a page. */
    record Parsed(String title, List<String> links, TreeMap<String, Integer> words) implements Serializable {}

    static Parsed parse(String html) {
        Matcher title = TITLE.matcher(html);
        List<String> links =
                LINK.matcher(html).results().map(link -> link.group(1)).toList();
        TreeMap<String, Integer> words = new TreeMap<>();
        WORD.matcher(html).results().forEach(word -> words.merge(word.group(), 1, Integer::sum));
        return new Parsed(title.find() ? title.group(1) : "", links, words);
    }

    @Override
    public String title() {
        return "Download on threads, parse in processes";
    }

    @Override
    public String explains() {
        return String.format(Locale.ROOT, """
                %d pages come from a slow server through a pool of %d threads; each goes on to a pool of
                processes as soon as it is there.
                Written with thenCompose, and again as map over map.""", PAGES, DOWNLOADS);
    }

    @Override
    public void run(Report report) throws Exception {
        List<Parsed> wanted = IntStream.range(0, PAGES)
                .mapToObj(SlowServer::text)
                .map(DownloadAndParse::parse)
                .toList();
        HttpClient client = HttpClient.newHttpClient();
        try (SlowServer server = SlowServer.start();
                PoolExecutor threads = ThreadPoolExecutor.open(DOWNLOADS);
                PoolExecutor processes = ProcessPoolExecutor.open()) {
            List<URI> uris = IntStream.range(0, PAGES).mapToObj(server::page).toList();

            Stopwatch watch = Stopwatch.start();
            List<CompletableFuture<Parsed>> futures = new ArrayList<>();
            for (URI uri : uris) {
                futures.add(threads.submit(() -> FetchPages.fetch(client, uri).text())
                        .thenCompose(html -> processes.submit(DownloadAndParse::parse, html)));
            }
            Set<Parsed> arrived = new HashSet<>();
            for (CompletableFuture<Parsed> future : Futures.asCompleted(futures)) {
                arrived.add(future.join());
                report.progress("pages parsed", arrived.size(), PAGES);
            }
            report.say("submit, thenCompose, asCompleted: %d pages in %s", arrived.size(), watch);
            report.checkEquals(new HashSet<>(wanted), arrived, "%d pages were downloaded and parsed rightly", PAGES);

            watch = Stopwatch.start();
            List<Parsed> inOrder = new ArrayList<>();
            try (MapResults<String> pages =
                            threads.map(uri -> FetchPages.fetch(client, uri).text(), uris);
                    MapResults<Parsed> results = processes.map(DownloadAndParse::parse, pages)) {
                for (Parsed parsed : results) {
                    inOrder.add(parsed);
                    report.progress("pages parsed", inOrder.size(), PAGES);
                }
            }
            report.say("map over map: %d pages in %s", inOrder.size(), watch);
            report.checkEquals(wanted, inOrder, "and now they came in the order of the inputs");
            int links = inOrder.stream().mapToInt(page -> page.links().size()).sum();
            report.say(
                    "%d links in all, the first page is '%s'",
                    links, inOrder.get(0).title());
        }
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new DownloadAndParse()), System.out));
    }
}
