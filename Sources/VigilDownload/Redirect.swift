package import Foundation
import VigilCore

/// Where a redirect may lead.
package enum Redirect {
  /// The statuses whose `Location` is followed; a body is fetched with GET in any case.
  package static let statuses: Set<Int> = [301, 302, 303, 307, 308]

  /// The address that `location`, absolute or relative, names when it is read at `address`.
  ///
  /// - Throws: `redirectRefused` when it names none, is not HTTP, or leaves HTTPS for HTTP, which would let anyone
  ///   on the way replace the file.
  package static func target(_ location: String?, from address: URL) throws(DownloadError) -> URL {
    let shown = SourceName.redacted(address.absoluteString)
    guard let location, let target = URL(string: location, relativeTo: address)?.absoluteURL,
      let scheme = target.scheme?.lowercased(), let host = target.host(), !host.isEmpty,
      scheme == "http" || scheme == "https"
    else {
      throw DownloadError(
        .redirectRefused, "\(shown) redirects to something that is not an HTTP address; check the address")
    }
    if address.scheme?.lowercased() == "https", scheme == "http" {
      throw DownloadError(
        .redirectRefused,
        "\(shown) redirects to \(SourceName.redacted(target.absoluteString)), which is not encrypted; "
          + "if you trust it, download from there yourself")
    }
    return target
  }

  /// Whether two addresses are of one server, so that the credentials of the first may go to the second.
  package static func sameOrigin(_ first: URL, _ second: URL) -> Bool {
    func port(_ url: URL) -> Int { url.port ?? (url.scheme?.lowercased() == "https" ? 443 : 80) }
    return first.scheme?.lowercased() == second.scheme?.lowercased()
      && first.host()?.lowercased() == second.host()?.lowercased() && port(first) == port(second)
  }
}
