package dev.tandem.cli.map;

import java.nio.charset.Charset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a charset. */
final class CharsetName implements ITypeConverter<Charset> {
    @Override
    public Charset convert(String text) {
        try {
            return Charset.forName(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "must be a charset that this JVM has, such as UTF-8 or ISO-8859-1: " + text);
        }
    }
}
