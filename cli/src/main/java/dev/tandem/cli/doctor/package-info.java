/** What {@code tandem doctor} looks at: one small class for each check, over what a machine is asked. */
@NullMarked
package dev.tandem.cli.doctor;

import org.jspecify.annotations.NullMarked;
