// SPDX-License-Identifier: Apache-2.0
// 1h without a line: the browser's machine has the stick.
#include <sstream>

#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

std::vector<desk::Route> Service::parcel_routes() {
  const Roles who_carries{Role::Operator, Role::Supervisor, Role::SiteAdmin};
  return {{Method::Post, "/api/parcels", who_carries,
           "Paket tersegel untuk pusat data: semua yang belum diterimanya, sebagai berkas",
           [this](Call&) -> Reply {
             std::ostringstream out(std::ios::binary);
             api::ParcelWriter writer(out);
             const auto packed = parts_.office.pack_parcel([&](base::ByteView part) { return writer.write(part); });
             if (!packed) return trouble(packed.error());
             const auto text = std::move(out).str();
             auto file = http::answer(200, "application/octet-stream", base::Bytes(text.begin(), text.end()));
             const auto name = parts_.office.profile().site.text() + "-" + parts_.office.today().printed() + ".ktpel";
             file.headers["content-disposition"] = "attachment; filename=\"" + name + "\"";
             file.headers["x-ktpel-entries"] = std::to_string(packed->entries);
             return desk::Answer(std::move(file));
           }},
          {Method::Post, "/api/parcels/import", who_carries, "Membaca paket jawaban dari pusat data",
           [this](Call& call) -> Reply {
             const std::string text(call.request().text());
             std::istringstream in(text, std::ios::binary);
             api::ParcelReader reader(in);
             std::size_t parts = 0, acknowledged = 0, received = 0, blobs = 0;
             for (bool is_whole = false;;) {
               const auto part = reader.next();
               if (!part) return trouble(api::failure_of(part.error(), std::to_string(parts)));
               if (!*part && is_whole) break;
               if (!*part) return trouble(api::failure_of(api::ParcelError::Incomplete, std::to_string(parts)));
               const auto taken = parts_.office.take_answer(**part);
               if (!taken) return trouble(taken.error());
               ++parts;
               acknowledged += taken->acknowledged;
               received += taken->received;
               blobs += taken->blobs;
               is_whole = taken->is_last;
             }
             if (received > 0) feed_.publish("changed", "pulled");
             return done({{"parts", parts}, {"acknowledged", acknowledged}, {"received", received}, {"blobs", blobs}});
           },
           true}};
}

}  // namespace ktpel::office
