import CFFmpeg

/// What a decoder and a container have to know of a stream before its first packet.
public struct StreamParameters: Hashable, Sendable {
  /// FFmpeg's name of the codec, such as `h264`.
  public var codec: String
  /// The width of pictures in pixels, before rotation; 0 for sound.
  public var width = 0
  /// The height of pictures in pixels, before rotation; 0 for sound.
  public var height = 0
  /// Samples of sound a second; 0 for pictures.
  public var sampleRate = 0
  /// Channels of sound; 0 for pictures.
  public var channels = 0
  /// The codec's own header, such as the parameter sets of H.264; empty where it needs none.
  public var header: [UInt8] = []

  /// The rest of FFmpeg's description, number by number.
  var details = Details()
  /// The display matrix of turned pictures, nine numbers.
  var displayMatrix: [Int32]?

  struct Details: Hashable, Sendable {
    var format: Int32 = -1
    var profile: Int32 = -99
    var level: Int32 = -99
    var bitsPerCodedSample: Int32 = 0
    var blockAlign: Int32 = 0
    var frameSize: Int32 = 0
    var initialPadding: Int32 = 0
    var videoDelay: Int32 = 0
    var aspectNumerator: Int32 = 0
    var aspectDenominator: Int32 = 1
    var fieldOrder: UInt32 = 0
    var colorRange: UInt32 = 0
    var colorPrimaries: UInt32 = 2
    var colorTransfer: UInt32 = 2
    var colorSpace: UInt32 = 2
    var chromaLocation: UInt32 = 0
  }

  /// Describes pictures of a codec by hand, for packets that come from elsewhere.
  package init(codec: String, width: Int, height: Int, header: [UInt8] = []) {
    self.codec = codec
    self.width = width
    self.height = height
    self.header = header
  }

  /// Reads what a container says about one of its streams.
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let parameters = stream.pointee.codecpar.pointee
    codec = avcodec_get_name(parameters.codec_id).map { String(cString: $0) } ?? "unknown"
    width = Int(parameters.width)
    height = Int(parameters.height)
    sampleRate = Int(parameters.sample_rate)
    channels = Int(vigil_channels(stream.pointee.codecpar))
    header = [UInt8](UnsafeBufferPointer(start: parameters.extradata, count: Int(parameters.extradata_size)))
    let aspect =
      stream.pointee.sample_aspect_ratio.num > 0
      ? stream.pointee.sample_aspect_ratio : parameters.sample_aspect_ratio
    details = Details(
      format: parameters.format, profile: parameters.profile, level: parameters.level,
      bitsPerCodedSample: parameters.bits_per_coded_sample, blockAlign: parameters.block_align,
      frameSize: parameters.frame_size, initialPadding: parameters.initial_padding,
      videoDelay: parameters.video_delay, aspectNumerator: aspect.num, aspectDenominator: aspect.den,
      fieldOrder: parameters.field_order.rawValue, colorRange: parameters.color_range.rawValue,
      colorPrimaries: parameters.color_primaries.rawValue, colorTransfer: parameters.color_trc.rawValue,
      colorSpace: parameters.color_space.rawValue, chromaLocation: parameters.chroma_location.rawValue)
    displayMatrix = vigil_display_matrix(stream).map { Array(UnsafeBufferPointer(start: $0, count: 9)) }
  }

  /// FFmpeg's number of the codec.
  var codecID: AVCodecID { avcodec_descriptor_get_by_name(codec)?.pointee.id ?? AV_CODEC_ID_NONE }

  /// Whether packets of both can stand in one file; the rest is a matter of how much of a stream was probed.
  func fits(_ other: StreamParameters) -> Bool {
    codec == other.codec && header == other.header && width == other.width && height == other.height
      && sampleRate == other.sampleRate && channels == other.channels && displayMatrix == other.displayMatrix
  }

  /// Whether an MP4 file can hold the codec.
  var fitsMP4: Bool {
    avformat_query_codec(av_guess_format("mp4", nil, nil), codecID, FF_COMPLIANCE_NORMAL) == 1
  }

  /// Whether the codec cannot be written without a header: it is repeated in the packets, or came before them.
  var needsHeader: Bool { codec == "h264" || codec == "hevc" }

  /// Describes a stream that is written. False when memory is short.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
    guard let parameters = stream.pointee.codecpar,
      let descriptor = avcodec_descriptor_get_by_name(codec)
    else { return false }
    parameters.pointee.codec_type = descriptor.pointee.type
    parameters.pointee.codec_id = descriptor.pointee.id
    // Apple's players take H.265 only under this name.
    if codec == "hevc" { parameters.pointee.codec_tag = 0x3163_7668 }
    if !header.isEmpty {
      parameters.pointee.extradata = header.paddedCopy()
      parameters.pointee.extradata_size = Int32(header.count)
    }
    parameters.pointee.width = Int32(width)
    parameters.pointee.height = Int32(height)
    parameters.pointee.sample_rate = Int32(sampleRate)
    if channels > 0 { vigil_set_channels(parameters, Int32(channels)) }
    parameters.pointee.format = details.format
    parameters.pointee.profile = details.profile
    parameters.pointee.level = details.level
    parameters.pointee.bits_per_coded_sample = details.bitsPerCodedSample
    parameters.pointee.block_align = details.blockAlign
    parameters.pointee.frame_size = details.frameSize
    parameters.pointee.initial_padding = details.initialPadding
    parameters.pointee.video_delay = details.videoDelay
    let aspect = AVRational(num: details.aspectNumerator, den: details.aspectDenominator)
    parameters.pointee.sample_aspect_ratio = aspect
    stream.pointee.sample_aspect_ratio = aspect
    parameters.pointee.field_order = AVFieldOrder(rawValue: details.fieldOrder)
    parameters.pointee.color_range = AVColorRange(rawValue: details.colorRange)
    parameters.pointee.color_primaries = AVColorPrimaries(rawValue: details.colorPrimaries)
    parameters.pointee.color_trc = AVColorTransferCharacteristic(rawValue: details.colorTransfer)
    parameters.pointee.color_space = AVColorSpace(rawValue: details.colorSpace)
    parameters.pointee.chroma_location = AVChromaLocation(rawValue: details.chromaLocation)
    guard let displayMatrix else { return true }
    return vigil_set_display_matrix(stream, displayMatrix) == 1
  }
}

extension [UInt8] {
  /// A copy with the zeros behind it that FFmpeg's parsers read over, which FFmpeg frees; nil when memory is short.
  func paddedCopy() -> UnsafeMutablePointer<UInt8>? {
    guard let copy = av_mallocz(count + Int(AV_INPUT_BUFFER_PADDING_SIZE)) else { return nil }
    withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
    }
    return copy.assumingMemoryBound(to: UInt8.self)
  }
}
