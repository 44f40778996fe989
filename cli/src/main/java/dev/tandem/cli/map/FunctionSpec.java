package dev.tandem.cli.map;

import java.io.Serializable;
import java.util.Map;

/**
 * Which function is to be called and how: what a worker has to know, once.
 *
 * @param className the class, as {@link Class#getName()} has it
 * @param methodName the method; {@code new} for a constructor
 * @param parameter the type of its parameter, as {@link Class#getTypeName()} has it; empty for a method of the input
 *     itself, such as {@code String::length}
 * @param form what the function takes
 * @param isFile whether inputs are files whose content is wanted, by functions that take content
 * @param charset the name of the charset of inputs and results
 * @param json whether results are written as JSON
 * @param classes class files that are on no class path, by their names
 */
record FunctionSpec(
        String className,
        String methodName,
        String parameter,
        InputForm form,
        boolean isFile,
        String charset,
        boolean json,
        Map<String, byte[]> classes)
        implements Serializable {

    /** What of an input has to be sent. */
    Object raw(Input input) {
        return form.takesBytes() && !isFile ? input.bytes() : input.text();
    }

    FunctionSpec with(boolean files, String charsetName, boolean asJson, Map<String, byte[]> compiled) {
        return new FunctionSpec(className, methodName, parameter, form, files, charsetName, asJson, compiled);
    }

    /** As the user would write it. */
    @Override
    public String toString() {
        return className.replace('$', '.') + "::" + methodName + (parameter.isEmpty() ? "" : "(" + parameter + ")");
    }
}
