import CFFmpeg

/// Gives the packets of one reading of a source to a ring. Belongs to the thread that reads.
final class PacketFeed {
  /// One stream that is kept.
  private struct Stream {
    var index: Int32
    var timeBase: AVRational
    /// Seconds from the time of decoding to that of presentation, as far as is known.
    var delay = 0.0

    init(_ stream: UnsafeMutablePointer<AVStream>) {
      index = stream.pointee.index
      timeBase = stream.pointee.time_base
      let rate = av_q2d(stream.pointee.avg_frame_rate)
      if rate.isFinite, rate > 0 { delay = Double(stream.pointee.codecpar.pointee.video_delay) / rate }
    }

    func seconds(_ ticks: Int64) -> Double { Double(ticks) * av_q2d(timeBase) }
  }

  private let ring: PacketRing
  /// The number of the reading.
  let reading: Int
  private var video: Stream?
  private var sound: Stream?
  private var streams: PacketStreams?
  private var isFirstKey = true

  /// Begins a reading, which empties the ring.
  init(_ ring: PacketRing) {
    self.ring = ring
    reading = ring.beginReading()
  }

  /// Begins a connection.
  ///
  /// - Returns: the stream of sound that is kept beside the pictures, if there is one.
  func open(
    _ demuxer: Demuxer, video stream: UnsafeMutablePointer<AVStream>
  ) -> UnsafeMutablePointer<AVStream>? {
    (video, sound, streams) = (nil, nil, nil)
    let parameters = StreamParameters(stream)
    guard parameters.fitsMP4 else {
      ring.refuseStream("clips cannot hold \(parameters.codec)", reading: reading)
      return nil
    }
    let sounds = demuxer.streams.filter { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    let kept = sounds.first { StreamParameters($0).fitsMP4 }
    let streams = PacketStreams(
      video: parameters, sound: kept.map { StreamParameters($0) },
      droppedSound: kept == nil ? sounds.first.map { StreamParameters($0).codec } : nil)
    ring.beginStretch(streams, isNewConnection: true, reading: reading)
    self.streams = streams
    video = Stream(stream)
    sound = kept.map { Stream($0) }
    isFirstKey = true
    return kept
  }

  /// Puts a packet into the ring.
  ///
  /// - Returns: the number of a packet of the pictures, by which `place` knows it.
  func take(_ packet: UnsafeMutablePointer<AVPacket>) -> Int? {
    let bytes = [UInt8](UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
    if let video, packet.pointee.stream_index == video.index {
      let isKey = packet.pointee.flags & AV_PKT_FLAG_KEY != 0
      followParameters(packet, bytes: bytes, isKey: isKey)
      let isGuessed = packet.pointee.pts == vigil_no_timestamp
      let stamp =
        !isGuessed
        ? video.seconds(packet.pointee.pts)
        : packet.pointee.dts == vigil_no_timestamp ? nil : video.seconds(packet.pointee.dts) + video.delay
      return ring.append(
        .video, bytes: bytes, isKey: isKey && hasHeader, stamp: stamp, stampIsGuessed: isGuessed,
        reading: reading)
    }
    if let sound, packet.pointee.stream_index == sound.index {
      let ticks = packet.pointee.pts == vigil_no_timestamp ? packet.pointee.dts : packet.pointee.pts
      ring.append(
        .sound, bytes: bytes, isKey: true, stamp: ticks == vigil_no_timestamp ? nil : sound.seconds(ticks),
        reading: reading)
    }
    return nil
  }

  /// Says when the picture of a packet is shown, and when it arrived.
  func place(_ number: Int, at time: Double, arrival: Double?) {
    ring.place(number, at: time, arrival: arrival, reading: reading)
  }

  /// Whether what a decoder needs is known.
  private var hasHeader: Bool {
    guard let streams else { return false }
    return !streams.video.needsHeader || !streams.video.header.isEmpty
  }

  /// Begins a new stretch where the pictures' parameters change within a connection.
  ///
  /// Only what decides about size and format counts as a change. Other parameter sets may come and go; they stay in
  /// the packets, where decoders find them.
  private func followParameters(
    _ packet: UnsafeMutablePointer<AVPacket>, bytes: [UInt8], isKey: Bool
  ) {
    guard var changed = streams else { return }
    var size = 0
    if let data = vigil_packet_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, &size), size > 0 {
      changed.video.header = [UInt8](UnsafeBufferPointer(start: data, count: size))
    } else if isKey, changed.video.needsHeader, changed.video.header.first != 1 {
      let sets = ParameterSets(codec: changed.video.codec, bytes: bytes)
      let known = ParameterSets(codec: changed.video.codec, bytes: changed.video.header)
      if !Set(sets.sequences).isSubset(of: known.sequences) { changed.video.header = sets.header }
    }
    let isChanged = changed.video.header != streams?.video.header
    guard isChanged || isKey && isFirstKey else { return }
    // What the container said may be of another part of the stream than the first packets.
    if changed.video.needsHeader, let size = PictureSize.ofPacket(packet, parameters: changed.video) {
      (changed.video.width, changed.video.height) = size
    }
    if isKey { isFirstKey = false }
    guard changed != streams else { return }
    streams = changed
    ring.beginStretch(changed, isNewConnection: false, reading: reading)
  }
}
