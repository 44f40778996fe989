/** What the command tells about itself: version, completion for shells, manual page. */
@NullMarked
package dev.tandem.cli.about;

import org.jspecify.annotations.NullMarked;
