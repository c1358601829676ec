import CFFmpeg

/// Reads the packets of an open container in order, and looks at those that are to come. Belongs to one thread.
final class PacketReader {
  let demuxer: Demuxer
  /// Packets that were read before their turn.
  private var waiting: [UnsafeMutablePointer<AVPacket>] = []
  /// What was read after them.
  private var end: Demuxer.Reading?

  init(_ demuxer: Demuxer) {
    self.demuxer = demuxer
  }

  deinit {
    for packet in waiting {
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&packet)
    }
  }

  /// Moves the next packet into `packet`, which is empty.
  func read(into packet: UnsafeMutablePointer<AVPacket>) -> Demuxer.Reading {
    guard !waiting.isEmpty else { return end.take() ?? demuxer.read(into: packet) }
    var next: UnsafeMutablePointer<AVPacket>? = waiting.removeFirst()
    av_packet_move_ref(packet, next)
    av_packet_free(&next)
    return .packet
  }

  /// When the next packets of a stream are shown, in seconds on its own clock and in the order of decoding.
  ///
  /// - Returns: as many as there are, at most `count`.
  func upcomingStamps(of stream: UnsafeMutablePointer<AVStream>, atMost count: Int) -> [Double] {
    let timeBase = av_q2d(stream.pointee.time_base)
    func stamp(_ packet: UnsafeMutablePointer<AVPacket>) -> Double? {
      guard packet.pointee.stream_index == stream.pointee.index else { return nil }
      let ticks = packet.pointee.pts == vigil_no_timestamp ? packet.pointee.dts : packet.pointee.pts
      return ticks == vigil_no_timestamp ? nil : Double(ticks) * timeBase
    }
    var stamps = waiting.compactMap(stamp)
    while stamps.count < count, let packet = readAhead(mostWaiting: 1024) {
      if let stamp = stamp(packet) { stamps.append(stamp) }
    }
    return Array(stamps.prefix(count))
  }

  /// Whether a stream has fewer than two pictures among the next 256 packets.
  func isStill(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
    let index = stream.pointee.index
    var pictures = waiting.count { $0.pointee.stream_index == index }
    while pictures < 2, let packet = readAhead(mostWaiting: 256) {
      if packet.pointee.stream_index == index { pictures += 1 }
    }
    return pictures < 2
  }

  /// Whether a packet has come, or comes before the time is up.
  func hasPacket() -> Bool { !waiting.isEmpty || readAhead(mostWaiting: 1) != nil }

  /// Reads one more packet before its turn; nil at the end, or if enough are waiting.
  private func readAhead(mostWaiting limit: Int) -> UnsafeMutablePointer<AVPacket>? {
    guard end == nil, waiting.count < limit, let packet = av_packet_alloc() else { return nil }
    let reading = demuxer.read(into: packet)
    guard case .packet = reading else {
      end = reading
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&packet)
      return nil
    }
    waiting.append(packet)
    return packet
  }
}
