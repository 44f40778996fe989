/**
 * Tandem against its peers, measured in one run: {@link dev.tandem.bench.PeerBench} is what {@code ./tandem bench}
 * runs.
 *
 * <p>A {@link dev.tandem.bench.Measurement} names the work and who does it; a {@link dev.tandem.bench.Contestant} opens
 * a {@link dev.tandem.bench.Side}, which does the work once, checks the results and times it; the
 * {@link dev.tandem.bench.Recorder} lets the sides take turns; {@link dev.tandem.bench.PeerTable} and
 * {@link dev.tandem.bench.JsonReport} say what came out.
 */
@NullMarked
package dev.tandem.bench;

import org.jspecify.annotations.NullMarked;
