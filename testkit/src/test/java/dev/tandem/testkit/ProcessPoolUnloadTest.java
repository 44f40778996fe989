package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to a plugin that has used a pool can be unloaded, also if it was the first to use one. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolUnloadTest {
    @TempDir
    private Path dir;

    // SPEC P4: threads that stay for as long as the JVM hold nothing of who opened the first pool.
    @Test
    void classLoaderOfWhoeverOpensTheFirstPool_isUnloadedWhenItIsClosed() throws Exception {
        try (ChildJvm plugged = ChildJvm.start(dir, Host.class)) {
            assertThat(plugged.awaitExit()).as(plugged.output()).isZero();
            assertThat(plugged.output()).contains("ran by ChildFirst").contains("unloaded");
        }
    }

    /** Has a plugin run, and waits until its class loader is gone. */
    static final class Host {
        public static void main(String[] args) throws Exception {
            WeakReference<ClassLoader> plugin = runPlugin();
            Poll.until("the plugin's class loader to go", () -> {
                System.gc();
                return plugin.get() == null;
            });
            System.out.println("unloaded");
        }

        private static WeakReference<ClassLoader> runPlugin() throws Exception {
            ClassLoader loader = new ChildFirst();
            Runnable plugin = (Runnable) loader.loadClass(OpensPool.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            Thread thread = new Thread(plugin, "plugin");
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return new WeakReference<>(loader);
        }
    }

    /** Defines the plugin itself, and has the rest from this JVM's class path. */
    static final class ChildFirst extends ClassLoader {
        ChildFirst() {
            super(ChildFirst.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(OpensPool.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** The plugin. */
    public static final class OpensPool implements Runnable {
        private static int square(int x) {
            return x * x;
        }

        @Override
        public void run() {
            try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
                int square = pool.submit(OpensPool::square, 7).join();
                System.out.println(
                        square == 49
                                ? "ran by "
                                        + getClass().getClassLoader().getClass().getSimpleName()
                                : "failed");
            }
        }
    }
}
