import Foundation

/// Evidence in a folder. No link is followed, neither as a file nor as a folder on the way to one.
struct FolderFiles: EvidenceFiles {
  /// The folder that all names are below of.
  let root: URL
  /// The bytes that are read at once.
  private static let part = 1 << 20
  /// The most files that are listed; a case has some dozens.
  private static let mostFiles = 1_000_000

  func names() throws(EvidenceError) -> [String] { try names(below: nil, depth: 0) }

  /// The names of all files below a folder of the root.
  func names(below folder: String?, depth: Int = 0) throws(EvidenceError) -> [String] {
    guard depth < 16 else { throw EvidenceError(.refusedName, "\(root.path) has folders deeper than 16") }
    let descriptor = try descend(to: folder)
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      throw EvidenceError(.cannotRead, "cannot look into \(root.path): \(String(cString: strerror(errno)))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [46] || bytes == [46, 46] { continue }
      // What is no text is listed as a name that no manifest has.
      let name = (folder.map { $0 + "/" } ?? "") + String(decoding: bytes, as: UTF8.self)
      var status = stat()
      guard
        fstatat(dirfd(stream), bytes.map { CChar(bitPattern: $0) } + [0], &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        names += try self.names(below: name, depth: depth + 1)
      } else {
        names.append(name)
      }
      guard names.count <= Self.mostFiles else {
        throw EvidenceError(.cannotRead, "\(root.path) has more than \(Self.mostFiles) files")
      }
    }
    return names
  }

  func has(_ name: String) -> Bool {
    guard EvidenceName.fault(of: name) == nil else { return false }
    var status = stat()
    return lstat(root.appending(path: name).path, &status) == 0
  }

  func read(_ name: String, _ body: ([UInt8]) -> Void) throws(EvidenceError) {
    let descriptor = try open(name)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: Self.part)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw EvidenceError(.cannotRead, "cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return }
      body(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
  }

  /// Opens a regular file.
  private func open(_ name: String) throws(EvidenceError) -> Int32 {
    if let fault = EvidenceName.fault(of: name) {
      throw EvidenceError(.refusedName, "has a refused name: \(fault)")
    }
    let cut = name.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = try descend(to: cut.map { String(name[..<$0]) })
    defer { close(folder) }
    let last = cut.map { String(name[name.utf8.index(after: $0)...]) } ?? name
    let descriptor = openat(folder, last, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure() }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw EvidenceError(.refusedName, "is not a regular file")
    }
    return descriptor
  }

  /// Opens a folder below the root, one folder at a time.
  private func descend(to folder: String?) throws(EvidenceError) -> Int32 {
    var descriptor = Foundation.open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw EvidenceError(.cannotRead, "cannot look into \(root.path): \(String(cString: strerror(errno)))")
    }
    for part in folder?.utf8.split(separator: UInt8(ascii: "/")) ?? [] {
      let next = openat(descriptor, String(Substring(part)), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      let error = errno
      close(descriptor)
      errno = error
      guard next >= 0 else { throw Self.failure() }
      descriptor = next
    }
    return descriptor
  }

  private static func failure() -> EvidenceError {
    switch errno {
    case ENOENT: EvidenceError(.cannotRead, "is missing")
    case ELOOP, ENOTDIR: EvidenceError(.refusedName, "is a link, or lies behind one, which is not followed")
    default: EvidenceError(.cannotRead, "cannot be read: \(String(cString: strerror(errno)))")
    }
  }
}
