import CFFmpeg

extension PacketReader {
  /// The stream of moving pictures: the container's default, else the largest, of those with more than one picture.
  ///
  /// The cover art of a song does not count, nor do thumbnails. A container of nothing but one picture is a short video.
  ///
  /// - Throws: `noVideo`.
  func mainVideo() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    let covers = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS
    let videos = demuxer.streams.filter {
      $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO && $0.pointee.disposition & covers == 0
    }
    let hasSound = demuxer.streams.contains { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    let name = demuxer.address.name
    guard let first = videos.first else { throw MediaError(.noVideo, "\(name) has no video stream") }
    guard videos.count > 1 || hasSound else { return first }
    let moving = videos.filter { !isPicture($0) }
    guard var best = moving.first else {
      if !hasSound { return first }
      throw MediaError(.noVideo, "\(name) has sound with a single picture, but no video")
    }
    for video in moving.dropFirst() where rank(video) > rank(best) { best = video }
    return best
  }

  /// The default comes before all others, and among equals the largest.
  private func rank(_ stream: UnsafeMutablePointer<AVStream>) -> (Int, Int) {
    let parameters = stream.pointee.codecpar.pointee
    return (
      stream.pointee.disposition & AV_DISPOSITION_DEFAULT == 0 ? 0 : 1,
      Int(parameters.width) * Int(parameters.height)
    )
  }

  /// Whether a stream is a single picture.
  private func isPicture(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
    if stream.pointee.nb_frames > 0 { return stream.pointee.nb_frames == 1 }
    // A camera's pictures would be late by what is read ahead.
    guard !demuxer.isLive else { return false }
    let pictureCodecs = [
      AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_CODEC_ID_BMP, AV_CODEC_ID_GIF, AV_CODEC_ID_TIFF,
      AV_CODEC_ID_WEBP,
    ]
    return pictureCodecs.contains(stream.pointee.codecpar.pointee.codec_id) && isStill(stream)
  }
}
