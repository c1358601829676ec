import CFFmpeg

/// The clock of a camera.
enum CameraClock {
  /// When the picture of a packet was taken, in seconds since 1970 by the camera's clock, as FFmpeg knows from its sender
  /// reports (RTCP); nil if there was none.
  static func time(of packet: UnsafeMutablePointer<AVPacket>) -> Double? {
    var size = 0
    guard let data = vigil_packet_side_data(packet, AV_PKT_DATA_PRFT, &size),
      size >= MemoryLayout<AVProducerReferenceTime>.size
    else { return nil }
    return data.withMemoryRebound(to: AVProducerReferenceTime.self, capacity: 1) {
      Double($0.pointee.wallclock) / 1e6
    }
  }
}
