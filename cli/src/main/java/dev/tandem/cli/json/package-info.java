/** JSON, as the commands print it. */
@NullMarked
package dev.tandem.cli.json;

import org.jspecify.annotations.NullMarked;
