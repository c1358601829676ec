import CFFmpeg

/// FFmpeg itself, set up once in a process.
enum FFmpegLibrary {
  private static let prepared: Void = {
    MediaLog.start()
    avdevice_register_all()
    avformat_network_init()
  }()

  /// Registers devices and takes over the log, the first time.
  static func prepare() { _ = prepared }

  /// FFmpeg's own words for an error number.
  static func explanation(of error: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    av_strerror(error, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Makes a dictionary of options, uses it and frees what is left of it.
  static func withOptions<Result>(
    _ options: [String: String], _ body: (inout OpaquePointer?) -> Result
  ) -> Result {
    var dictionary: OpaquePointer?
    for (name, value) in options { av_dict_set(&dictionary, name, value, 0) }
    defer { av_dict_free(&dictionary) }
    return body(&dictionary)
  }
}
