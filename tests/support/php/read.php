<?php
// Prints what SimplePie reads in the feed on standard input; the first argument is the folder of WordPress.
const WPINC = 'wp-includes';
define('ABSPATH', $argv[1]);
require ABSPATH . WPINC . '/class-simplepie.php';
$feed = new SimplePie();
$feed->enable_cache(false);
$feed->set_raw_data(stream_get_contents(STDIN));
$feed->init();
$items = [];
foreach ($feed->get_items() ?: [] as $item) {
    $enclosures = [];
    foreach ($item->get_enclosures() ?: [] as $one) {
        $enclosures[] = [$one->get_link(), $one->get_type()];
    }
    $items[] = [
        'id' => $item->get_id(),
        'link' => $item->get_permalink(),
        'title' => $item->get_title(),
        'published' => $item->get_gmdate('Y-m-d\TH:i:s\Z'),
        'content' => $item->get_content(),
        'categories' => array_map(fn($one) => $one->get_label(), $item->get_categories() ?: []),
        'enclosures' => $enclosures,
    ];
}
echo json_encode([
    'error' => $feed->error(),
    'title' => $feed->get_title(),
    'hub' => $feed->get_links('hub'),
    'self' => $feed->get_links('self'),
    'items' => $items,
], JSON_THROW_ON_ERROR);
