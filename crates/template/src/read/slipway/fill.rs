use super::reader::Reader;
use domain::template::Fill;
use yaml::Node;

/// Bits of the network part, where the block says nothing.
const PREFIX_LENGTH: u8 = 20;

/// The sources that the portal can fill a parameter from.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, prefix: Option<&Node>) -> Option<Fill> {
    Some(match node.text().unwrap_or_default() {
        "address-range" => Fill::AddressRange { prefix_length: prefix_length(reader, prefix) },
        "region" => Fill::Region,
        "stage" => Fill::Stage,
        "service" => Fill::Service,
        "team" => Fill::Team,
        "environment" => Fill::Environment,
        "requester" => Fill::Requester,
        "home-region" => Fill::HomeRegion,
        other => {
            let known = "address-range, region, stage, service, team, environment, requester and home-region";
            reader.warn(node, format!("nothing fills in {other:?}; there are {known}"));
            return None;
        }
    })
}

fn prefix_length(reader: &mut Reader<'_>, node: Option<&Node>) -> u8 {
    let Some(node) = node else { return PREFIX_LENGTH };
    let given = node.text().and_then(|text| text.trim_start_matches('/').parse::<u8>().ok());
    given.filter(|bits| (16..=28).contains(bits)).unwrap_or_else(|| {
        reader.warn(node, format!("PrefixLength must be from 16 to 28; {PREFIX_LENGTH} is used"));
        PREFIX_LENGTH
    })
}
