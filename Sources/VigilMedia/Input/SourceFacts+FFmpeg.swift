import CFFmpeg

extension SourceFacts {
  /// Reads the properties of one stream of an open container.
  init(demuxer: Demuxer, stream: UnsafeMutablePointer<AVStream>) {
    let parameters = stream.pointee.codecpar.pointee
    let orientation = Orientation(stream)
    (rotation, isMirrored) = (orientation.degrees, orientation.isMirrored ? true : nil)
    let isTurned = orientation.isTurned
    width = Int(isTurned ? parameters.height : parameters.width)
    height = Int(isTurned ? parameters.width : parameters.height)
    container = demuxer.format
    codec = avcodec_get_name(parameters.codec_id).map { String(cString: $0) } ?? "unknown"
    isLive = demuxer.isLive
    hasAudio = demuxer.streams.contains { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    frameRate = [stream.pointee.avg_frame_rate, stream.pointee.r_frame_rate]
      .first { $0.num > 0 && $0.den > 0 }
      .map { av_q2d($0) }
    duration = isLive ? nil : Self.duration(of: stream, in: demuxer)
    frameCountEstimate =
      isLive
      ? nil
      : stream.pointee.nb_frames > 0
        ? Int(stream.pointee.nb_frames)
        : duration.flatMap { seconds in frameRate.map { Int((seconds * $0).rounded()) } }
  }

  /// The length that the container states; nil where it cannot be, for its clock was set somewhere.
  private static func duration(of stream: UnsafeMutablePointer<AVStream>, in demuxer: Demuxer) -> Double? {
    let stated = stated(by: stream, in: demuxer)
    guard let stated, demuxer.hasUnsteadyClock else { return stated }
    // The tables of such a stream alone take more than a thousand bits a second.
    let bytes = demuxer.context.pointee.pb.map { avio_size($0) } ?? -1
    return bytes > 0 && Double(bytes) * 8 < stated * 1000 ? nil : stated
  }

  private static func stated(by stream: UnsafeMutablePointer<AVStream>, in demuxer: Demuxer) -> Double? {
    if stream.pointee.duration != vigil_no_timestamp, stream.pointee.duration > 0 {
      return Double(stream.pointee.duration) * av_q2d(stream.pointee.time_base)
    }
    let total = demuxer.context.pointee.duration
    return total != vigil_no_timestamp && total > 0 ? Double(total) / Double(AV_TIME_BASE) : nil
  }
}
