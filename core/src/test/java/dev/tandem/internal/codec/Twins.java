package dev.tandem.internal.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The far side's class loaders: each stands for one of the near side, in the order in which they were met there. */
final class Twins implements ClassOrigins {
    private final List<ClassLoader> loaders = new ArrayList<>();
    private final List<Object> functions = new ArrayList<>();
    private final List<String> news = new ArrayList<>();

    Twins(ClassLoader... loaders) {
        this.loaders.addAll(List.of(loaders));
    }

    @Override
    public int of(Class<?> type) {
        return ofLoader(type.getClassLoader());
    }

    @Override
    public ClassLoader loader(int origin, String className) {
        return loaders.get(origin - 1);
    }

    @Override
    public @Nullable ClassLoader last() {
        return null;
    }

    @Override
    public boolean areHeld() {
        return true;
    }

    @Override
    public int ofLoader(@Nullable ClassLoader loader) {
        return loaders.indexOf(loader) + 1;
    }

    @Override
    public void functionRead(Object function) {
        functions.add(function);
    }

    @Override
    public void newsCame() {
        news.add("news");
    }

    /** The functions that were read, in their order. */
    List<Object> functions() {
        return functions;
    }

    int news() {
        return news.size();
    }
}
