/// The newest packets of a ring, after one that is known already.
package struct PacketTail: Sendable {
  /// Counts the readings of the ring's source. Another number than before means that times begin anew.
  package var reading: Int
  /// Runs of packets in the order of their arrival, none of them empty.
  package var runs: [PacketRun] = []
  /// Whether packets after the known one left the ring, or never came into it.
  package var isMissingSome = false
}

/// Successive packets with the same parameters.
package struct PacketRun: Sendable {
  /// The number of the stretch that they belong to.
  package var stretch: Int
  /// What they are of.
  package var streams: PacketStreams
  /// Pictures in the order of decoding, and sound between them.
  package var packets: [MediaPacket] = []
  /// Whether packets are missing after them.
  var isCut = false

  init(stretch: Int, streams: PacketStreams) {
    self.stretch = stretch
    self.streams = streams
  }
}
