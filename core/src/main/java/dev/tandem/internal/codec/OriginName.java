package dev.tandem.internal.codec;

/**
 * How a class is named in payloads: as {@link Class#getName()} does, and if it is not of origin 0, with a slash and the
 * number behind that: {@code com.acme.Parcel/3}.
 */
final class OriginName {
    private static final int LONGEST_NUMBER = 9;

    private OriginName() {}

    static String of(String className, int origin) {
        return origin == 0 ? className : className.concat("/").concat(Integer.toString(origin));
    }

    /** Returns the origin in a name. The JDK puts a slash into the names of hidden classes, too, but no number behind. */
    static int origin(String name) {
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return 0;
        }
        int digits = name.length() - slash - 1;
        if (digits == 0 || digits > LONGEST_NUMBER) {
            return 0;
        }
        int number = 0;
        for (int i = slash + 1; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** Returns the name as {@link Class#getName()} gives it. */
    static String className(String name) {
        return origin(name) == 0 ? name : name.substring(0, name.lastIndexOf('/'));
    }
}
