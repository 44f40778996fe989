package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the function that {@code com.acme.Parser::parse} names: a public static method with one parameter that an input can
 * be made into, a constructor ({@code ::new}), or a method without parameters of the input itself
 * ({@code String::length}). Classes are looked at without being initialized.
 */
final class FunctionFinder {
    private static final Pattern FORM = Pattern.compile("([\\w.$]+)::(\\w+)(?:\\(([\\w.$\\[\\]]*)\\))?");

    /** Where a class without a package is looked for. */
    private static final List<String> PACKAGES = List.of("java.lang.", "java.util.", "java.nio.file.", "java.io.");

    private final ClassPath classPath;
    private final ClassLoader loader;
    private final boolean files;

    /**
     * @param files whether inputs are files, which decides between methods of the same name
     */
    FunctionFinder(ClassPath classPath, ClassLoader loader, boolean files) {
        this.classPath = classPath;
        this.loader = loader;
        this.files = files;
    }

    /** The parameter of a candidate, as {@link FunctionSpec#parameter()} has it. */
    static String parameterOf(Executable candidate) {
        return candidate.getParameterCount() == 0
                ? ""
                : Stream.of(candidate.getParameterTypes())
                        .map(Class::getTypeName)
                        .collect(Collectors.joining(","));
    }

    /**
     * @throws CommandException if there is no such function, or more than one
     */
    FunctionSpec find(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw CommandException.usage("a function is written as com.acme.Parser::parse: " + text);
        }
        Class<?> type = classOf(form.group(1));
        String method = form.group(2);
        List<Executable> named = candidates(type, method);
        List<Executable> usable =
                named.stream().filter(candidate -> isUsable(type, candidate)).toList();
        Optional<String> wanted = Optional.ofNullable(form.group(3));
        if (wanted.isPresent()) {
            usable = usable.stream()
                    .filter(candidate -> isOfType(candidate, wanted.get()))
                    .toList();
        }
        if (usable.isEmpty()) {
            throw CommandException.usage(nothingFor(text, type, method, named));
        }
        Executable chosen =
                usable.size() == 1 ? usable.get(0) : preferred(usable).orElse(null);
        if (chosen == null) {
            throw CommandException.usage(type.getName() + " has several methods " + method + " that fit:"
                    + listed(usable) + "\nname the one you mean: '" + form.group(1) + "::" + method + "("
                    + shortName(parameterOf(usable.get(0))) + ")'");
        }
        return spec(type, method, chosen);
    }

    private static FunctionSpec spec(Class<?> type, String method, Executable chosen) {
        InputForm form = formOf(type, chosen);
        if (form == null) {
            throw new IllegalStateException("not usable: " + chosen);
        }
        return new FunctionSpec(type.getName(), method, parameterOf(chosen), form, false, "UTF-8", false, Map.of());
    }

    private Class<?> classOf(String name) {
        List<String> tries = new ArrayList<>(List.of(name));
        for (String nested = name; nested.indexOf('.') > 0; ) {
            int dot = nested.lastIndexOf('.');
            nested = nested.substring(0, dot) + "$" + nested.substring(dot + 1);
            tries.add(nested); // a nested class may be written as it is in source
        }
        if (name.indexOf('.') < 0) {
            PACKAGES.forEach(prefix -> tries.add(prefix + name));
        }
        for (String attempt : tries) {
            try {
                return Class.forName(attempt, false, loader);
            } catch (ClassNotFoundException e) {
                // the next one
            } catch (LinkageError e) {
                throw CommandException.usage("class cannot be loaded: " + attempt + ": " + e);
            }
        }
        List<String> namesakes = classPath.namesakes(name.substring(name.lastIndexOf('.') + 1));
        throw CommandException.usage("class not found: " + name + ", in " + classPath.named()
                + (namesakes.isEmpty() ? "" : "\ndid you mean " + String.join(" or ", namesakes) + "?"));
    }

    /** All that have the name, whether usable or not. */
    private static List<Executable> candidates(Class<?> type, String method) {
        try {
            Stream<? extends Executable> all = method.equals("new")
                    ? Stream.of(type.getDeclaredConstructors())
                    : Stream.concat(Stream.of(type.getMethods()), Stream.of(type.getDeclaredMethods()))
                            .distinct()
                            .filter(candidate -> candidate.getName().equals(method) && !candidate.isBridge());
            return all.<Executable>map(candidate -> candidate)
                    .sorted(Comparator.comparing(FunctionFinder::parameterOf))
                    .toList();
        } catch (LinkageError e) {
            throw CommandException.usage("class cannot be loaded: " + type.getName() + ": " + e);
        }
    }

    private static boolean isUsable(Class<?> type, Executable candidate) {
        return Modifier.isPublic(candidate.getModifiers())
                && Modifier.isPublic(candidate.getDeclaringClass().getModifiers())
                && !(candidate instanceof Constructor
                        && Modifier.isAbstract(candidate.getDeclaringClass().getModifiers()))
                && formOf(type, candidate) != null;
    }

    private static @org.jspecify.annotations.Nullable InputForm formOf(Class<?> type, Executable candidate) {
        boolean isOfInput = candidate instanceof Method && !Modifier.isStatic(candidate.getModifiers());
        if (candidate.getParameterCount() != (isOfInput ? 0 : 1)) {
            return null;
        }
        return InputForm.of(isOfInput ? type : candidate.getParameterTypes()[0]);
    }

    /** Of lines text is the nearest form, of files their path. */
    private Optional<Executable> preferred(List<Executable> usable) {
        List<String> order = files
                ? List.of("java.nio.file.Path", "java.io.File")
                : List.of("java.lang.String", "java.lang.CharSequence");
        return order.stream()
                .flatMap(type -> usable.stream()
                        .filter(candidate -> parameterOf(candidate).equals(type)))
                .findFirst();
    }

    private static boolean isOfType(Executable candidate, String wanted) {
        String parameter = parameterOf(candidate);
        return parameter.equals(wanted) || shortName(parameter).equals(wanted);
    }

    private static String nothingFor(String text, Class<?> type, String method, List<Executable> named) {
        if (named.isEmpty()) {
            List<Executable> others = Stream.of(type.getMethods())
                    .filter(other -> formOf(type, other) != null
                            && !other.getDeclaringClass().equals(Object.class))
                    .<Executable>map(other -> other)
                    .sorted(Comparator.comparing(Executable::getName).thenComparing(FunctionFinder::parameterOf))
                    .limit(20)
                    .toList();
            return type.getName() + " has no method " + method
                    + (others.isEmpty() ? "" : "; those that take one input are:" + listed(others));
        }
        return text
                + " cannot be called: it takes a public static method with one parameter (String, byte[], Path, File,"
                + " InputStream, Reader, int, long, double, boolean, URI), a constructor with one, or a method of the input"
                + " itself; there are:" + listed(named);
    }

    private static String listed(List<Executable> candidates) {
        return candidates.stream()
                .map(candidate -> "\n  " + described(candidate))
                .collect(Collectors.joining());
    }

    private static String described(Executable candidate) {
        String modifiers = Modifier.toString(
                candidate.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE | Modifier.STATIC));
        String name = candidate instanceof Method method
                ? shortName(method.getReturnType().getTypeName()) + " " + method.getName()
                : "new";
        String parameters = Stream.of(candidate.getParameterTypes())
                .map(type -> shortName(type.getTypeName()))
                .collect(Collectors.joining(", "));
        return (modifiers.isEmpty() ? "" : modifiers + " ") + name + "(" + parameters + ")";
    }

    private static String shortName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
