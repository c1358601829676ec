import CFFmpeg

/// Copies the sound of a recorded source into a movie, packet by packet. Belongs to one thread.
final class SoundCopy {
  private let reader: PacketReader
  private let source: UnsafeMutablePointer<AVStream>
  private let target: UnsafeMutablePointer<AVStream>
  private let packet: UnsafeMutablePointer<AVPacket>
  /// When the source's first picture is shown, on the source's clock; the movie begins there.
  private let pictureStart: Double
  private let silenceLimit: Double?
  private var timeline = RecordedTimeline()
  private var lastTicks: Int64?
  private var isPending = false
  private var isOver = false

  /// Opens the source and adds a stream to the movie.
  ///
  /// - Returns: nil with a note if there is no sound that the movie can hold.
  static func open(
    _ address: SourceAddress, into movie: MovieFile, options: MediaSourceOptions, stop: StopSignal
  ) throws(MediaError) -> (copy: SoundCopy?, note: String?) {
    let demuxer = try Demuxer(address, options: options, limit: ReadLimit(stop: stop))
    let reader = PacketReader(demuxer)
    let sounds = demuxer.streams.filter { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    guard let source = sounds.first else { return (nil, nil) }
    let codec = source.pointee.codecpar.pointee.codec_id
    guard movie.holds(codec) else {
      let name = avcodec_get_name(codec).map { String(cString: $0) } ?? "unknown"
      return (nil, "the sound was left out: an MP4 file cannot hold \(name)")
    }
    let target = try movie.addStream()
    return (try SoundCopy(reader, from: source, to: target, silenceLimit: options.silenceLimit), nil)
  }

  private init(
    _ reader: PacketReader, from source: UnsafeMutablePointer<AVStream>,
    to target: UnsafeMutablePointer<AVStream>,
    silenceLimit: Double
  ) throws(MediaError) {
    guard let packet = av_packet_alloc(),
      avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar) >= 0
    else { throw MediaError(.cannotWrite, "no memory for the sound") }
    // The source container's own codec tag means nothing in another container.
    target.pointee.codecpar.pointee.codec_tag = 0
    target.pointee.time_base = source.pointee.time_base
    self.reader = reader
    let demuxer = reader.demuxer
    self.silenceLimit = demuxer.address.hasTimeLimits ? silenceLimit : nil
    self.source = source
    self.target = target
    self.packet = packet
    let picture = try reader.mainVideo()
    let start = picture.pointee.start_time
    pictureStart = start == vigil_no_timestamp ? 0 : Double(start) * av_q2d(picture.pointee.time_base)
    demuxer.select(source)
    timeline.longestPause = demuxer.longestPause
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// Writes the sound up to a time of the movie, in seconds; nil writes the rest.
  func write(upTo seconds: Double?, into movie: MovieFile) throws(MediaError) {
    let timeBase = source.pointee.time_base
    let shift = Int64((pictureStart / av_q2d(timeBase)).rounded())
    while !isOver {
      if !isPending {
        guard next() else {
          isOver = true
          return
        }
        isPending = true
        let correction = correction(timeBase)
        if packet.pointee.pts != vigil_no_timestamp { packet.pointee.pts += correction - shift }
        if packet.pointee.dts != vigil_no_timestamp { packet.pointee.dts += correction - shift }
      }
      let start = Double(packet.pointee.dts) * av_q2d(timeBase)
      if let seconds, start > seconds { return }
      isPending = false
      // A second of sound before the first picture is kept for decoders that need pre-roll; an edit list hides it.
      if packet.pointee.dts == vigil_no_timestamp || start < -1 {
        av_packet_unref(packet)
      } else {
        try movie.write(packet, to: target, timeBase: timeBase)
      }
    }
  }

  /// What is added to the stamps of the packet where those of the source are not believed, in ticks.
  private func correction(_ timeBase: AVRational) -> Int64 {
    guard packet.pointee.dts != vigil_no_timestamp else { return 0 }
    let tick = av_q2d(timeBase)
    let duration = packet.pointee.duration > 0 ? Double(packet.pointee.duration) * tick : nil
    if let duration { timeline.nominalDuration = duration }
    _ = timeline.time(stamp: Double(packet.pointee.dts) * tick, duration: duration) {
      reader.upcomingStamps(of: source, atMost: RecordedTimeline.witnesses)
    }
    let ticks = Int64((timeline.correction / tick).rounded())
    // A file holds no two packets of sound of one moment.
    let next = lastTicks.map { max(packet.pointee.dts + ticks, $0 + 1) } ?? packet.pointee.dts + ticks
    lastTicks = next
    return next - packet.pointee.dts
  }

  /// Reads the next packet of the sound.
  private func next() -> Bool {
    reader.demuxer.limit.set(seconds: silenceLimit)
    while case .packet = reader.read(into: packet) {
      if packet.pointee.stream_index == source.pointee.index { return true }
      av_packet_unref(packet)
    }
    return false
  }
}
