import Foundation

/// A program of this machine with its arguments, as the file has them: no shell has a part in it.
public struct ProgramCommand: SettingValue {
  /// The program's path, then its arguments.
  public let arguments: [String]

  /// The most arguments, and the most bytes of them all.
  static let (most, longest) = (100, 8192)

  /// Reads a list; a path alone is a program without arguments.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> ProgramCommand {
    guard written != .text(""), written != .list([]) else {
      throw SettingMistake("has no value; write \(meaning)")
    }
    let arguments = try written.list().reading { (value) throws(SettingMistake) in
      value == .text("") ? "" : try value.text("a text")
    }
    guard arguments[0].hasPrefix("/") else {
      throw SettingMistake(
        "begins with \"\(arguments[0])\", which is no path from / on; no folders are searched")
    }
    guard arguments.count <= most, arguments.reduce(0, { $0 + $1.utf8.count }) <= longest,
      !arguments.contains(where: { $0.utf8.contains(0) })
    else {
      throw SettingMistake("has more than \(most) arguments or \(longest) bytes, or a zero byte")
    }
    return ProgramCommand(arguments: arguments)
  }

  /// The program.
  public var program: String { arguments[0] }

  /// Why this machine cannot run it now; nil if nothing is known to speak against it.
  public var obstacle: String? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: program, isDirectory: &isFolder) else {
      let hint =
        arguments.count == 1 && program.contains(" ") ? "; write program and arguments as a list" : ""
      return "there is no program \(program)\(hint)"
    }
    guard !isFolder.boolValue else { return "\(program) is a folder, not a program" }
    return FileManager.default.isExecutableFile(atPath: program)
      ? nil : "\(program) may not be run; make it executable by chmod +x"
  }

  /// The list.
  public var written: String { arguments.written }
  /// `a list of …`.
  public static var meaning: String { "a list: the whole path of a program, then its arguments" }
  /// A list of texts.
  public static var schema: [String: SchemaValue] {
    [
      "type": .text("array"), "items": .object(["type": .list([.text("string"), .text("number")])]),
      "minItems": .number(1),
    ]
  }
}
