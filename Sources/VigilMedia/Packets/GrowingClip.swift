public import Foundation

/// A clip that is written while what it shows still goes on: packets of a ring as fragmented MP4, nothing decoded.
///
/// The file is `NAME.mp4.partial` and can be played at any time as far as it was written, whatever ended the program; at most a
/// second is lost. It holds nothing in memory that it wrote. An ordinary file is made of it by `ClipRemux`. Where the
/// pictures' parameters change, another file begins: `NAME-2.mp4`. Belongs to one thread, which it blocks.
///
/// ```swift
/// let clip = GrowingClip(url, ring: ring, from: event.start - 5)
/// while event.goesOn { try clip.append(to: .infinity) }
/// try clip.append(to: event.end + 5)
/// for file in try clip.close().files { try ClipRemux.finish(file.url) }
/// ```
public final class GrowingClip {
  /// Where it ends.
  public enum Cut: Hashable, Sendable {
    /// With the first picture at or after the moment that is asked for.
    case picture
    /// Before the first picture at or after that moment that can be decoded by itself, where the next clip begins; and where
    /// the source was lost.
    case group
  }

  /// What was written so far; the files are complete once the clip is closed.
  public private(set) var summary = ClipSummary()
  /// Where the next clip goes on.
  public private(set) var place: PacketPlace?
  /// Whether no more can come: the ring's source is read anew, so that its times mean other moments.
  public private(set) var hasEnded = false
  /// Whether the moment that was last asked for is reached: what is written from then on is after it.
  public private(set) var isAtEnd = false

  private let destination: URL
  private let ring: PacketRing
  private let start: Double
  private let includesSound: Bool
  private var movie: GrowingMovie?
  private var stretch: Int?
  /// When the first picture of the stretch is shown.
  private var stretchStart = 0.0
  /// When the newest picture is shown.
  private var latest: Double?
  private var lastTime = 0.0

  /// Describes a clip; its file begins with the first picture that is appended.
  ///
  /// - Parameters:
  ///   - destination: Where the clip is in the end.
  ///   - ring: The packets of a source.
  ///   - start: The first moment to show, on the timeline of the reading, in seconds.
  ///   - place: Where the clip before this one ended; nil to look for `start` in the ring.
  ///   - includesSound: Whether sound is written.
  public init(
    _ destination: URL, ring: PacketRing, from start: Double, after place: PacketPlace? = nil,
    includesSound: Bool = false
  ) {
    self.destination = destination
    self.ring = ring
    self.start = start
    self.place = place
    self.includesSound = includesSound
  }

  /// When the newest picture that was written is shown, in seconds; nil before the first.
  public var newest: Double? { latest }

  /// The files that were begun, with the names that they have in the end; what they hold is not told yet.
  public private(set) var begun: [ClipFile] = []

  /// Writes what the ring has, up to a moment; every picture whose time is settled.
  ///
  /// - Throws: `cannotWrite`. What was written before stays and can be played.
  public func append(to end: Double, cut: Cut = .picture) throws(MediaError) {
    isAtEnd = false
    if place == nil { place = PacketPlace(in: ring, before: start) }
    guard var place, !hasEnded else { return }
    let tail = ring.packets(after: place.number)
    guard tail.reading == place.reading else {
      hasEnded = true
      return
    }
    var isHole = tail.isMissingSome
    for run in tail.runs {
      var video: [ClipPart.TimedPacket] = []
      var sound: [ClipPart.TimedPacket] = []
      let isNew = run.stretch != stretch || isHole
      if isNew, cut == .group, latest != nil {
        isAtEnd = true
        return
      }
      if isNew, let first = run.packets.first(where: { $0.kind == .video }) { begin(run, with: first) }
      isHole = run.isCut
      for packet in run.packets {
        guard packet.kind == .video else {
          if let time = packet.time, includesSound {
            sound.append(ClipPart.TimedPacket(packet: packet, time: time))
          }
          place.number = packet.number
          continue
        }
        let time = packet.time ?? lastTime
        if isPast(packet, time: time, end: end, cut: cut) {
          isAtEnd = true
          break
        }
        place.number = packet.number
        lastTime = time
        // Pictures that are shown before the first need those before it.
        guard time >= stretchStart else { continue }
        latest = max(latest ?? time, time)
        video.append(ClipPart.TimedPacket(packet: packet, time: time))
      }
      try write(video, sound, of: run.streams)
      self.place = place
      if isAtEnd { return }
    }
  }

  /// Puts on the disk what was written so far: it survives a power cut.
  public func synchronize() throws(MediaError) { try movie?.synchronize() }

  /// Closes the file, which stays beside its place.
  ///
  /// - Returns: what was written; without files if the ring had no picture.
  public func close() throws(MediaError) -> ClipSummary {
    try closeFile()
    return summary
  }

  /// Begins a stretch with its first picture.
  private func begin(_ run: PacketRun, with first: MediaPacket) {
    let time = first.time ?? lastTime
    if let latest {
      summary.gaps.append(ClipGap(start: latest, end: time))
    } else {
      summary.missingBefore = max(0, time - start)
    }
    stretch = run.stretch
    stretchStart = time
    if includesSound, let codec = run.streams.droppedSound {
      let note = ClipWriter.note(onDroppedSound: codec)
      if !summary.notes.contains(note) { summary.notes.append(note) }
    }
  }

  private func isPast(_ packet: MediaPacket, time: Double, end: Double, cut: Cut) -> Bool {
    switch cut {
    case .group: packet.isKey && latest != nil && time >= end
    // Pictures that are shown between those that were written come along.
    case .picture: latest.map { $0 >= end && time > $0 } ?? false
    }
  }

  private func write(
    _ video: [ClipPart.TimedPacket], _ sound: [ClipPart.TimedPacket], of streams: PacketStreams
  ) throws(MediaError) {
    var streams = streams
    if !includesSound { streams.sound = nil }
    if let movie, !movie.streams.fits(streams) { try closeFile() }
    if movie == nil {
      guard !video.isEmpty else { return }
      let url = ClipWriter.url(of: begun.count, destination)
      movie = try GrowingMovie(url, streams: streams, known: video)
      begun.append(
        ClipFile(
          url: url, start: video[0].time, end: video[0].time, startDate: video[0].packet.date, pictures: 0,
          soundPackets: 0, video: streams.video))
    }
    try movie?.append(video: video, sound: sound)
  }

  private func closeFile() throws(MediaError) {
    guard let finished = movie.take() else { return }
    summary.files.append(try finished.finish())
  }
}
