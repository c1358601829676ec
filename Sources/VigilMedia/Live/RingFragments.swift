/// The pictures of a ring as fragments, from the newest on that can be decoded by itself. Belongs to one thread.
package final class RingFragments {
  private let ring: PacketRing
  private var reading: Int?
  /// The last packet that was looked at.
  private var number: Int?
  private var stretch: Int?
  private var track: Track?
  /// The most pictures that were decoded before one that is shown earlier.
  private var delay = 0
  private var lastTime = 0.0

  /// Follows a ring; nothing is muxed yet.
  package init(_ ring: PacketRing) { self.ring = ring }

  /// What came since the last call, of every picture whose time is settled but for the last.
  ///
  /// - Throws: `cannotWrite` if the stream cannot be muxed.
  package func next() throws(MediaError) -> [LivePiece] {
    var tail = ring.packets(after: number)
    if tail.reading != reading {
      // Nobody wants to wait for pictures that are over.
      tail = ring.packets(after: nil)
      let packets = tail.runs.flatMap(\.packets)
      guard let key = packets.last(where: { $0.kind == .video && $0.isKey }) else { return [] }
      (reading, number, stretch, track) = (tail.reading, key.number - 1, nil, nil)
    }
    var pieces: [LivePiece] = []
    var isHole = tail.isMissingSome
    for run in tail.runs {
      let packets = run.packets.filter { $0.kind == .video && $0.number > number ?? -1 }
      guard let newest = packets.last else { continue }
      if isHole || run.stretch != stretch { track = nil }
      (isHole, stretch, number) = (run.isCut, run.stretch, newest.number)
      for packet in packets {
        if track == nil, packet.isKey {
          track = try begin(run, with: packet)
          if let track { pieces.append(.beginning(track.beginning(reading: reading ?? 0))) }
        }
        lastTime = packet.time ?? lastTime
        if let fragment = try track?.add(packet, at: lastTime) { pieces.append(.fragment(fragment)) }
      }
    }
    return pieces
  }

  private func begin(_ run: PacketRun, with key: MediaPacket) throws(MediaError) -> Track {
    // Those before it tell how pictures are reordered as well.
    let known = run.packets.filter { $0.kind == .video }.map { $0.time ?? lastTime }
    delay = max(
      delay, Int(run.streams.video.details.videoDelay),
      PresentationOrder(
        known.map(PacketMovie.pictureTicks)
      ).delay)
    let track = try Track(run.streams.video, from: key.time ?? lastTime, known: known, delay: delay)
    return track
  }
}

/// Pictures with the same parameters and nothing missing between them. Belongs to one thread.
private final class Track {
  private let parameters: StreamParameters
  private let muxer: FragmentMuxer
  private var pictures: GrowingPictures
  /// The picture that is made a fragment when the next one comes.
  private var held: MediaPacket?
  private var heldTime = 0.0

  init(_ parameters: StreamParameters, from origin: Double, known: [Double], delay: Int) throws(MediaError) {
    self.parameters = parameters
    muxer = try FragmentMuxer(parameters)
    pictures = GrowingPictures(from: origin, known: known, delay: delay)
  }

  func beginning(reading: Int) -> LiveBeginning {
    LiveBeginning(
      mediaType: CodecName.mediaType(of: parameters.codec, in: muxer.initialSegment), width: parameters.width,
      height: parameters.height, timeline: reading,
      start: pictures.origin - Double(pictures.lead) / Double(PacketMovie.pictureRate),
      segment: muxer.initialSegment)
  }

  /// Takes the next picture, and gives the fragment of the one before it.
  func add(_ packet: MediaPacket, at time: Double) throws(MediaError) -> LiveFragment? {
    // Pictures that are shown before the first need those before it.
    guard time >= pictures.origin else { return nil }
    let entry = pictures.add(packet, at: time)
    defer { (held, heldTime) = (packet, time) }
    guard var entry, let held else { return nil }
    entry.presentation += pictures.lead
    entry.decoding += pictures.lead
    return LiveFragment(
      isKey: held.isKey, time: heldTime, date: held.date, bytes: try muxer.fragment(entry))
  }
}
