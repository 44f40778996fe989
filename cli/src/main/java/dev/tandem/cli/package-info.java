/** The {@code tandem} command: its subcommands, and what they have in common. */
@NullMarked
package dev.tandem.cli;

import org.jspecify.annotations.NullMarked;
