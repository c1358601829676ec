import CFFmpeg

/// The parameter sets of H.264 and H.265 that stand between start codes, in a header or before a picture.
struct ParameterSets: Hashable {
  /// The units that hold them, in their order, without start codes.
  private(set) var units: [[UInt8]] = []
  /// Those among them that tell the size and the profile of pictures.
  private(set) var sequences: [[UInt8]] = []

  /// Finds the sets that come before the first picture in `bytes`; none where the codec is another one.
  init(codec: String, bytes: [UInt8]) {
    guard codec == "h264" || codec == "hevc" else { return }
    let isH264 = codec == "h264"
    var position = 0
    var start: Int?
    while position <= bytes.count {
      let isCode =
        position + 2 < bytes.count && bytes[position] == 0 && bytes[position + 1] == 0
        && bytes[position + 2] == 1
      guard isCode || position == bytes.count else {
        position += 1
        continue
      }
      if let start { add(bytes[start..<position], isH264: isH264) }
      guard isCode, position + 3 < bytes.count else { return }
      position += 3
      start = position
      let type = Self.type(bytes[position], isH264: isH264)
      if isH264 ? (1...5).contains(type) : type < 32 { return }
    }
  }

  private static func type(_ first: UInt8, isH264: Bool) -> UInt8 {
    isH264 ? first & 0x1F : first >> 1 & 0x3F
  }

  private mutating func add(_ unit: ArraySlice<UInt8>, isH264: Bool) {
    // The zero before a start code of four bytes, and padding, belong to no unit.
    var unit = unit
    while unit.last == 0 { unit.removeLast() }
    guard let first = unit.first else { return }
    let type = Self.type(first, isH264: isH264)
    guard isH264 ? type == 7 || type == 8 : (32...34).contains(type) else { return }
    units.append(Array(unit))
    if type == (isH264 ? 7 : 33) { sequences.append(Array(unit)) }
  }

  /// The sets as a header with start codes.
  var header: [UInt8] { units.flatMap { [0, 0, 0, 1] + $0 } }
}

/// The size of pictures as their own headers tell it, which a container may not know when it changes.
enum PictureSize {
  /// Asks FFmpeg's parser of the codec about a packet; nil where it cannot say.
  static func ofPacket(
    _ packet: UnsafeMutablePointer<AVPacket>, parameters: StreamParameters
  ) -> (width: Int, height: Int)? {
    let id = parameters.codecID
    guard let parser = vigil_parser_init(id) else { return nil }
    defer { av_parser_close(parser) }
    var context = avcodec_alloc_context3(avcodec_find_decoder(id))
    defer { avcodec_free_context(&context) }
    guard let context else { return nil }
    // Freed with the context.
    context.pointee.extradata = parameters.header.paddedCopy()
    context.pointee.extradata_size = Int32(parameters.header.count)
    parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
    var output: UnsafeMutablePointer<UInt8>?
    var size: Int32 = 0
    _ = MediaLog.capturing {
      av_parser_parse2(
        parser, context, &output, &size, packet.pointee.data, packet.pointee.size, packet.pointee.pts,
        packet.pointee.dts, packet.pointee.pos)
    }
    guard parser.pointee.width > 0, parser.pointee.height > 0 else { return nil }
    return (Int(parser.pointee.width), Int(parser.pointee.height))
  }
}
