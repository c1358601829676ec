public import Foundation
public import VigilCore

/// Makes ordinary MP4 files, with the index in front, of pieces: of a growing clip, or of segments in a row.
///
/// Packets are copied; nothing is decoded or encoded, and only their times are held in memory.
public enum ClipRemux {
  /// The file that a growing clip is written to before it is finished.
  public static func partial(of destination: URL) -> URL { Neighbour(visibleBeside: destination).url }

  /// Makes the clip of its growing file, wherever that was cut off, and then removes that.
  ///
  /// The clip is written beside its place, put on the disk, and renamed; the growing file is removed only after that.
  ///
  /// - Throws: `MediaError`: `unreadable` or `noVideo` when the growing file holds no picture, or `cannotWrite`.
  @discardableResult
  public static func finish(_ destination: URL) throws(MediaError) -> ClipFile {
    let growing = partial(of: destination)
    let file = try write([ClipPiece(growing)], destination: destination)
    unlink(growing.path)
    try synchronize(destination.deletingLastPathComponent())
    return file
  }

  /// How long a file of ours can be played, wherever it is cut off, in seconds, and how many pictures it has.
  ///
  /// - Throws: `unreadable` or `noVideo` when it holds no picture.
  public static func facts(of file: URL) throws(MediaError) -> (seconds: Double, pictures: Int) {
    let reader = try ClipPacketReader(file)
    var times: [Double] = []
    while let packet = reader.next() {
      if packet.kind == .video, let stamp = packet.stamp { times.append(stamp) }
    }
    guard let first = times.min(), let last = times.max() else {
      throw MediaError(.unreadable, "\(file.path) holds no picture")
    }
    let step = times.count > 1 ? (last - first) / Double(times.count - 1) : 0.04
    return (last - first + step, times.count)
  }

  /// Whether the packets of two pieces can stand in one file.
  public static func fit(_ piece: ClipPiece, _ other: ClipPiece) throws(MediaError) -> Bool {
    try piece.reader().streams.fits(other.reader().streams)
  }

  /// Writes the pictures of pieces from one moment to another, from the last at or before it that can be decoded by itself.
  ///
  /// - Parameters:
  ///   - pieces: Files with the same parameters, in their order; at least one.
  ///   - start: The first moment to show, on the timeline of the pieces, in seconds; nil for all.
  ///   - end: The last moment to show; nil for all.
  ///   - destination: The file; it appears when it is whole, and its name is on the disk then.
  ///   - stop: Gives the file up.
  /// - Throws: `MediaError`, `stopped` among others.
  public static func write(
    _ pieces: [ClipPiece], from start: Double? = nil, to end: Double? = nil, destination: URL,
    stop: StopRequest? = nil
  ) throws(MediaError) -> ClipFile {
    // The times of all pictures decide about the order of each; reading twice holds no packet in memory.
    var times: [Double] = []
    var keys: [Int] = []
    var head: (streams: PacketStreams, date: Date?, start: Double)?
    for piece in pieces {
      let reader = try piece.reader()
      if let head, !head.streams.fits(reader.streams) {
        throw MediaError(
          .unsupportedSource,
          "\(piece.url.path) has other pictures than the piece before it; cut two spans")
      }
      head = head ?? (reader.streams, reader.date, piece.start)
      while let packet = reader.next() {
        try check(stop)
        guard packet.kind == .video else { continue }
        if packet.isKey { keys.append(times.count) }
        times.append(piece.start + (packet.stamp ?? 0))
      }
    }
    let range = Self.range(of: times, keys: keys, from: start, to: end)
    guard let head, let first = range.first else {
      throw MediaError(.noPackets, "there is no picture to make \(destination.path) of")
    }
    let origin = times[first]
    let movie = try PacketMovie(
      MovieFile(destination), streams: head.streams, date: (head.date ?? Date()) + (origin - head.start))
    let file = try copy(
      pieces, range: range, times: times, origin: origin, streams: head.streams, into: movie, destination,
      stop: stop)
    try synchronize(destination.deletingLastPathComponent())
    return file
  }

  /// Which pictures to copy, by their numbers.
  private static func range(of times: [Double], keys: [Int], from start: Double?, to end: Double?) -> Range<
    Int
  > {
    guard let earliest = keys.first else { return 0..<0 }
    let first = start.flatMap { start in keys.last { times[$0] <= start } } ?? earliest
    guard let end else { return first..<times.count }
    // Up to the first picture at or after the end, and those that are shown before it.
    var latest = times[first]
    let stop = times[first...].indices.first { index in
      if latest >= end, times[index] > latest { return true }
      latest = max(latest, times[index])
      return false
    }
    return first..<(stop ?? times.count)
  }

  private static func copy(
    _ pieces: [ClipPiece], range: Range<Int>, times: [Double], origin: Double, streams: PacketStreams,
    into movie: PacketMovie, _ destination: URL, stop: StopRequest?
  ) throws(MediaError) -> ClipFile {
    // Pictures that are shown before the first need those before it.
    let kept = range.filter { times[$0] >= origin }
    let order = PresentationOrder(kept.map { PacketMovie.pictureTicks(times[$0] - origin) })
    let last = kept.map { times[$0] }.max() ?? origin
    var sound = SoundTicks(origin: origin, streams: streams)
    var (number, written) = (0, 0)
    var duration = PacketMovie.usualDuration
    reading: for piece in pieces {
      let reader = try piece.reader()
      while let packet = reader.next() {
        try check(stop)
        guard packet.kind == .video else {
          let time = piece.start + (packet.stamp ?? 0)
          if time >= origin, time <= last { sound.add([ClipPart.TimedPacket(packet: packet, time: time)]) }
          continue
        }
        defer { number += 1 }
        guard written < kept.count else { break reading }
        guard number == kept[written] else { continue }
        if written + 1 < kept.count { duration = order.decoding[written + 1] - order.decoding[written] }
        for entry in sound.take(before: order.decoding[written]) { try movie.write(sound: entry) }
        try movie.write(
          picture: PacketMovie.Entry(
            bytes: packet.bytes, isKey: packet.isKey, presentation: order.presentation[written],
            decoding: order.decoding[written], duration: duration))
        written += 1
      }
    }
    for entry in sound.takeAll() { try movie.write(sound: entry) }
    try movie.file.finish()
    let end = Double((order.presentation.max() ?? 0) + duration) / Double(PacketMovie.pictureRate)
    return ClipFile(
      url: destination, start: origin, end: origin + end, startDate: movie.date, pictures: written,
      soundPackets: sound.count, video: streams.video)
  }

  private static func check(_ stop: StopRequest?) throws(MediaError) {
    if stop?.isRequested == true { throw MediaError(.stopped, "stopped; nothing was written") }
  }

  /// Puts the names in a folder on the disk.
  private static func synchronize(_ folder: URL) throws(MediaError) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw MediaError(.cannotWrite, "cannot write \(folder.path): \(String(cString: strerror(errno)))")
    }
  }
}
