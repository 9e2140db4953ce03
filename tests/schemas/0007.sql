BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE controles (
	asset VARCHAR(32) NOT NULL, 
	regle VARCHAR(64) NOT NULL, 
	portee VARCHAR(10) NOT NULL, 
	severite VARCHAR(10) NOT NULL, 
	reussi BOOLEAN NOT NULL, 
	juges BIGINT NOT NULL, 
	fautifs BIGINT NOT NULL, 
	phrase TEXT NOT NULL, 
	exemples TEXT NOT NULL, 
	CONSTRAINT pk_controles PRIMARY KEY (asset, regle, portee), 
	CONSTRAINT ck_controles_severite CHECK (severite IN ('critical', 'warning'))
);
INSERT INTO "controles" VALUES('magasins','magasins_id_present','','critical',1,2,0,'Chaque magasin a un identifiant.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_id_unique','','critical',1,2,0,'Chaque identifiant de magasin n’apparaît qu’une fois.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_ville_connue','','warning',1,2,0,'La ville de chaque magasin est connue.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_salaries_connus','','warning',1,2,0,'Le nombre de salariés de chaque magasin est connu.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_salaries_plausibles','','warning',1,2,0,'Chaque magasin a entre 1 et 10 000 salariés.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_total_exact','','critical',1,2,0,'Le total de chaque vente est la quantité multipliée par le prix.','[]');
INSERT INTO "controles" VALUES('produits','produits_id_present','','critical',1,2,0,'Chaque produit a un identifiant.','[]');
INSERT INTO "controles" VALUES('produits','produits_id_unique','','critical',1,2,0,'Chaque identifiant de produit n’apparaît qu’une fois.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_entier','','critical',1,2,0,'Les prix sont comptés au dix-millième d’euro, sans arrondi.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_plausible','','critical',1,2,0,'Aucun prix n’est négatif ni supérieur à 100 000 €.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_connu','','warning',1,2,0,'Chaque produit a un prix.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_non_nul','','warning',1,2,0,'Aucun produit n’est à 0 €.','[]');
INSERT INTO "controles" VALUES('produits','produits_stock_positif','','critical',1,2,0,'Aucun stock n’est négatif.','[]');
INSERT INTO "controles" VALUES('produits','produits_stock_connu','','warning',1,2,0,'Le stock de chaque produit est connu.','[]');
INSERT INTO "controles" VALUES('produits','produits_nom_connu','','warning',1,2,0,'Chaque produit a un nom.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_produit_connu','','critical',0,3,1,'Chaque vente porte un produit du catalogue.','[{"ligne": 4, "date": "2025-10-15T00:00:00", "ID_produit": "INCONNU", "nom_produit": null, "ID_magasin": "1", "quantite_e3": 1000, "prix_unitaire_e4": 100000, "montant_e4": null, "remise_e4": 0, "taux_remise_e4": null, "ticket": "T2", "numero": 1, "produit_connu": false, "magasin_connu": true, "prix_applique_e4": 100000, "total_e4": 100000}]');
INSERT INTO "controles" VALUES('ventes','ventes_magasin_connu','','critical',1,3,0,'Chaque vente porte un magasin connu.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_date_presente','','critical',1,2,0,'Chaque vente a une date.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_date_plausible','','critical',1,2,0,'Chaque vente est datée entre 1990 et aujourd’hui.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_quantite_non_nulle','','critical',1,2,0,'Aucune vente ne porte sur zéro article.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_quantite_plausible','','critical',1,2,0,'Aucune ligne ne dépasse 10 000 articles, vendus ou rendus.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_present','','critical',1,3,0,'Chaque vente a un prix.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_plausible','','critical',1,2,0,'Aucun prix appliqué n’est négatif ni supérieur à 100 000 €.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_non_nul','','warning',1,2,0,'Aucune vente n’est à 0 €.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_total_entier','','critical',1,2,0,'Les totaux sont comptés au dix-millième d’euro, sans arrondi.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_total_plausible','','critical',1,2,0,'Aucune ligne ne dépasse 1 000 000 €, vendus ou rendus.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_part_des_retours','','warning',1,2,0,'Les retours ne dépassent pas la moitié des lignes.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_date_presente','','critical',1,1,0,'Chaque total porte un jour.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_date_unique','','critical',1,1,0,'Chaque jour n’a qu’un total.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_lignes_concordants','','critical',1,1,0,'Pour chaque jour, le nombre de lignes est le même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_lignes_lus','','critical',1,1,0,'Pour chaque jour, le nombre de lignes est le même dans la table des ventes et dans les fichiers lus.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_quantite_concordants','','critical',1,1,0,'Pour chaque jour, la quantité vendue est la même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_quantite_lus','','critical',1,1,0,'Pour chaque jour, la quantité vendue est la même dans la table des ventes et dans les fichiers lus.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_ca_concordants','','critical',1,1,0,'Pour chaque jour, le chiffre d’affaires est le même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_ca_lus','','critical',1,1,0,'Pour chaque jour, le chiffre d’affaires est le même dans la table des ventes et dans les fichiers lus.','[]');
CREATE TABLE empreintes (
	objet VARCHAR(32) NOT NULL, 
	portee TEXT NOT NULL, 
	empreinte VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_empreintes PRIMARY KEY (objet, portee)
);
INSERT INTO "empreintes" VALUES('produits','','fa03f6e52a8a101c');
INSERT INTO "empreintes" VALUES('magasins','','5bd88e9925014a9a');
INSERT INTO "empreintes" VALUES('prix_historique','','5a90f4f70f1873fa');
INSERT INTO "empreintes" VALUES('controles','','e063f9a894db31ac');
INSERT INTO "empreintes" VALUES('livraisons','0','e1cf6e87d88bd994');
INSERT INTO "empreintes" VALUES('rejets','12','ea4c546a648deb34');
INSERT INTO "empreintes" VALUES('rejets','15','a1554eeeca934170');
INSERT INTO "empreintes" VALUES('rejets','3','55f5d975e76ce7db');
INSERT INTO "empreintes" VALUES('rejets','4','0f4519a7dc9f6d13');
INSERT INTO "empreintes" VALUES('rejets','5','c362b27a62929105');
INSERT INTO "empreintes" VALUES('rejets','6','ba96fd7277740f07');
INSERT INTO "empreintes" VALUES('rejets','8','7b845df5654d1d06');
INSERT INTO "empreintes" VALUES('rejets','9','2a26a9e241763e0a');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-02','e7832e10ebe55985');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-01','93cbfe5c5a947761');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-02','2c41d08f0b7a8030');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-04','8108df4ec05d536a');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-05','a566513422fd103f');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-07','a7c05e0f2f80c77e');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-15','53e8e9ab04c5dd03');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-01 1','e4e369850cd4f471');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-02 1','dcea4ec13175b61b');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-02 2','dfe348d957dce5a8');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-04 1','ede64e3855eca0e0');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-04 2','40ea7ead07ace887');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-05 1','9b33b47cafebffc2');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-07 1','744a4dd5df0d6fc7');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-15 1','5d7360f4cf75cd6d');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-01','cf95d3a3e382dd11');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-02','e5530695811623fd');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-04','aa9cda796b3ba373');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-05','e0ca56bd1b1e917e');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-07','b2afa0e44417076f');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-15','6ce4c115360ff1ac');
INSERT INTO "empreintes" VALUES('totaux_mois','2025-10','5e417e8f04468060');
INSERT INTO "empreintes" VALUES('sqlite_master','','5eaceed0403ed6c0');
CREATE TABLE lignes_acceptees (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	prix_unitaire_e4 BIGINT NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_lignes_acceptees PRIMARY KEY (date, "ID_magasin", "ID_produit", quantite_e3, prix_unitaire_e4), 
	CONSTRAINT fk_lignes_acceptees_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
CREATE TABLE livraisons (
	livraison INTEGER NOT NULL, 
	nom TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	genre VARCHAR(10) NOT NULL, 
	jour DATE, 
	octets BIGINT NOT NULL, 
	recue_le DATETIME NOT NULL, 
	lignes BIGINT NOT NULL, 
	acceptees BIGINT NOT NULL, 
	rejetees BIGINT NOT NULL, 
	vides BIGINT NOT NULL, 
	identiques BIGINT DEFAULT '0' NOT NULL, 
	statut VARCHAR(10) NOT NULL, 
	message TEXT NOT NULL, correspondances TEXT, 
	CONSTRAINT pk_livraisons PRIMARY KEY (livraison), 
	CONSTRAINT ck_livraisons_genre CHECK (genre IN ('produits', 'magasins', 'historique', 'jour')), 
	CONSTRAINT ck_livraisons_statut CHECK (statut IN ('recue', 'lue', 'chargee', 'en_attente', 'refusee', 'doublon')), 
	CONSTRAINT ck_livraisons_compte CHECK (lignes = acceptees + rejetees + vides)
);
INSERT INTO "livraisons" VALUES(1,'produits.csv','4c25e0f1a4b63488abf1d7dfddcadc04db16f5216d9f6a67c5e1058564f83d83','produits',NULL,56,'2025-10-20 12:00:00.000000',2,2,0,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(2,'magasins.csv','da438512c9b6cc33ecafa376689b89ff64be6e298dafa34d6a977456a1308d9a','magasins',NULL,57,'2025-10-20 12:00:00.000000',2,2,0,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(3,'ventes.csv','49cfa704687e3b9f5290e79225baa1fa044a012d8ae81d5af91a8b156d7d4da3','historique',NULL,138,'2025-10-20 12:00:00.000000',6,3,3,0,0,'chargee','ventes.csv, ligne 4, colonne ID_produit : produit inconnu (C) ; 1 ligne en quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique. ventes.csv, ligne 6, colonne ID_magasin : magasin inconnu (9) ; 1 ligne en quarantaine. Ajoutez le magasin à magasins.csv : la reprise est automatique.',NULL);
INSERT INTO "livraisons" VALUES(4,'ventes_jour.csv','1be111200c1b05c0cf62197378d2e181b4306ecd2793e5101053312530abf565','jour',NULL,74,'2025-10-20 12:00:00.000000',2,0,2,0,0,'chargee','ventes_jour.csv : 1 jour non publié, le 04/10/2025. Règle non respectée : Aucune ligne ne dépasse 10 000 articles, vendus ou rendus. Corrigez le fichier et déposez-le de nouveau.',NULL);
INSERT INTO "livraisons" VALUES(5,'ventes_tard.csv','1d85efd22df3c512fd202603492ed37d716b712b7869fb1823923324d43c9011','historique',NULL,70,'2025-10-20 12:00:00.000000',2,1,1,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(6,'ventes_2025-10-02.csv','6a4e4ae5611b46c00eaaa4f73b304272ff8fa6bc1d147cb0b568af108a9dd193','jour','2025-10-02',81,'2025-10-20 12:00:00.000000',3,2,1,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(7,'ventes_jour.csv','bb30f715bf442f65b3ad23efcef26e5bbedcdbeed5ce76eef93cb4e2f2c1f1ef','jour',NULL,70,'2025-10-20 12:00:00.000000',2,2,0,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(8,'ventes_lundi.csv','ea63ef76656e67150f9865f0babd5658bfdfda10dba1be3c40c693c963a27dbd','historique',NULL,53,'2025-10-20 12:00:00.000000',1,0,1,0,0,'chargee','ventes_lundi.csv, ligne 2, colonne ID_produit : produit inconnu (D) ; 1 ligne en quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique.',NULL);
INSERT INTO "livraisons" VALUES(9,'ventes_mardi.csv','c745356e44ca7d0db319fc7d63a5d504aabb900d4ceb22de233de436fc825f3b','historique',NULL,70,'2025-10-20 12:00:00.000000',2,1,1,0,0,'chargee','ventes_mardi.csv, ligne 2, colonne ID_produit : produit inconnu (E) ; 1 ligne en quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique.',NULL);
INSERT INTO "livraisons" VALUES(10,'ventes_2025-10-02.csv','bde5ced53eda12ce504d973cc3615b9d03bfb843b5f79f9c5048a8db63311d11','jour','2025-10-02',70,'2025-10-20 12:00:00.000000',2,2,0,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(11,'ventes_b.csv','ce79c1c4fa3fcb4a11b462fd7a2ef2f4fef71d38baff3891e29f281943c16031','historique',NULL,53,'2025-10-20 12:00:00.000000',1,1,0,0,0,'en_attente','ventes_b.csv est en attente, rien n’a été remplacé : le 01/10/2025, le magasin 1 passerait de 2 à 1 lignes (1 cas). Si c’est voulu : sales-assets accept 11.',NULL);
INSERT INTO "livraisons" VALUES(12,'produits.csv','7c93d2201954793ab48b98f563aff838aca4288bdf8ceed1c61e37f38613df46','produits',NULL,69,'2025-10-20 12:00:00.000000',3,2,1,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(13,'produits.csv','db0a7d564c81312e401d155a0ec8f591f2990bceb0fb7d04bb0f470ea90d30ed','produits',NULL,56,'2025-10-21 12:00:00.000000',2,2,0,0,0,'chargee','',NULL);
INSERT INTO "livraisons" VALUES(14,'ventes (1).csv','ea63ef76656e67150f9865f0babd5658bfdfda10dba1be3c40c693c963a27dbd','historique',NULL,53,'2025-10-21 12:00:00.000000',0,0,0,0,0,'doublon','Contenu déjà reçu sous le nom ventes_lundi.csv.',NULL);
INSERT INTO "livraisons" VALUES(15,'ventes_2025-10-15.csv','d5d028d9307775129655e429c06fb4317d66bc53b458af2882acf9563fe18198','jour','2025-10-15',158,'2025-10-20 12:00:00.000000',3,2,1,0,0,'chargee','ventes_2025-10-15.csv, ligne 4, colonne ID_produit : produit inconnu (INCONNU) ; 1 ligne en quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique.',NULL);
CREATE TABLE magasins (
	"ID_magasin" TEXT NOT NULL, 
	numero INTEGER NOT NULL, 
	ville TEXT, 
	nombre_salaries BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_magasins PRIMARY KEY ("ID_magasin"), 
	CONSTRAINT ck_magasins_numero CHECK (numero BETWEEN 1 AND 9999), 
	CONSTRAINT ck_magasins_salaries CHECK (nombre_salaries >= 0), 
	CONSTRAINT ck_magasins_id CHECK ("ID_magasin" <> ''), 
	CONSTRAINT uq_magasins_numero UNIQUE (numero), 
	CONSTRAINT fk_magasins_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "magasins" VALUES('1',1,'Ville 1',3,1,2);
INSERT INTO "magasins" VALUES('2',2,'Ville 2',3,1,2);
CREATE TABLE passages (
	passage INTEGER NOT NULL, 
	apres INTEGER NOT NULL, 
	jour DATE NOT NULL, 
	decisions TEXT NOT NULL, 
	CONSTRAINT pk_passages PRIMARY KEY (passage)
);
INSERT INTO "passages" VALUES(1,12,'2025-10-20','{}');
INSERT INTO "passages" VALUES(2,12,'2025-10-20','{"accept": [3, 4, 5, 6, 7, 8, 9, 10]}');
INSERT INTO "passages" VALUES(3,14,'2025-10-21','{}');
INSERT INTO "passages" VALUES(4,15,'2025-10-20','{}');
CREATE TABLE prix_historique (
	"ID_produit" TEXT NOT NULL, 
	valable_du DATE NOT NULL, 
	valable_au DATE, 
	prix_e4 BIGINT NOT NULL, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_prix_historique PRIMARY KEY ("ID_produit", valable_du), 
	CONSTRAINT ck_prix_historique_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_prix_historique_periode CHECK (valable_au >= valable_du), 
	CONSTRAINT "fk_prix_historique_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit"), 
	CONSTRAINT fk_prix_historique_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "prix_historique" VALUES('A','2025-10-20','2025-10-20',15000,1);
INSERT INTO "prix_historique" VALUES('B','2025-10-20',NULL,100000,1);
INSERT INTO "prix_historique" VALUES('A','2025-10-21',NULL,17500,13);
CREATE TABLE produits (
	"ID_produit" TEXT NOT NULL, 
	nom TEXT, 
	prix_e4 BIGINT, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	stock BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_produits PRIMARY KEY ("ID_produit"), 
	CONSTRAINT ck_produits_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_produits_stock CHECK (stock >= 0), 
	CONSTRAINT ck_produits_id CHECK ("ID_produit" <> ''), 
	CONSTRAINT fk_produits_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "produits" VALUES('A','Nom A',17500,10,1,13);
INSERT INTO "produits" VALUES('B','Nom B',100000,10,1,13);
INSERT INTO "produits" VALUES('F','Nom',NULL,1,0,12);
CREATE TABLE rectifications (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	rang INTEGER NOT NULL, 
	livraison INTEGER NOT NULL, 
	lignes_avant BIGINT NOT NULL, 
	lignes_apres BIGINT NOT NULL, 
	quantite_avant_e3 BIGINT NOT NULL, 
	quantite_apres_e3 BIGINT NOT NULL, 
	ca_avant_e4 BIGINT NOT NULL, 
	ca_apres_e4 BIGINT NOT NULL, quantite_avant NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_avant_e3" / 1000.0), quantite_apres NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_apres_e3" / 1000.0), 
	CONSTRAINT pk_rectifications PRIMARY KEY (date, "ID_magasin", rang), 
	CONSTRAINT "fk_rectifications_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_rectifications_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rectifications" VALUES('2025-10-02','2',1,6,1,1,3000,1000,45000,15000);
INSERT INTO "rectifications" VALUES('2025-10-02','2',2,10,1,1,1000,2000,15000,30000);
CREATE TABLE rejets (
	livraison INTEGER NOT NULL, 
	ligne BIGINT NOT NULL, 
	date DATE, 
	"ID_magasin" TEXT, 
	"ID_produit" TEXT, 
	quantite_e3 INTEGER, 
	prix_unitaire_e4 BIGINT, 
	colonne TEXT, 
	raison VARCHAR(32) NOT NULL, 
	texte TEXT NOT NULL, clos_par INTEGER
CONSTRAINT fk_rejets_clos_par REFERENCES livraisons (livraison), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_rejets PRIMARY KEY (livraison, ligne), 
	CONSTRAINT fk_rejets_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rejets" VALUES(3,7,NULL,'1','A',1000,NULL,'date','date_invalide','2025-13-01,A,1,1',NULL);
INSERT INTO "rejets" VALUES(3,4,'2025-10-02','1','C',1000,NULL,'ID_produit','produit_inconnu','2025-10-02,C,1,1',10);
INSERT INTO "rejets" VALUES(3,6,'2025-10-03','9','A',1000,NULL,'ID_magasin','magasin_inconnu','2025-10-03,A,1,9',NULL);
INSERT INTO "rejets" VALUES(4,2,'2025-10-04','1','A',20000000,NULL,'ventes_quantite_plausible','controle_bloquant','2025-10-04,A,20000,1',7);
INSERT INTO "rejets" VALUES(4,3,'2025-10-04','2','A',1000,NULL,'ventes_quantite_plausible','controle_bloquant','2025-10-04,A,1,2',7);
INSERT INTO "rejets" VALUES(5,2,'2025-12-01','1','A',1000,NULL,'date','date_future','2025-12-01,A,1,1',NULL);
INSERT INTO "rejets" VALUES(6,4,NULL,'1','A',1000,NULL,'date','date_invalide','hier,A,1,1',10);
INSERT INTO "rejets" VALUES(8,2,'2025-10-06','1','D',1000,NULL,'ID_produit','produit_inconnu','2025-10-06,D,1,1',9);
INSERT INTO "rejets" VALUES(9,2,'2025-10-06','1','E',1000,NULL,'ID_produit','produit_inconnu','2025-10-06,E,1,1',NULL);
INSERT INTO "rejets" VALUES(12,4,NULL,NULL,'F',NULL,NULL,'prix','prix_invalide','F,Nom,cher,1',13);
INSERT INTO "rejets" VALUES(15,4,'2025-10-15','1','INCONNU',1000,100000,'ID_produit','produit_inconnu','2025-10-15,INCONNU,1,1,10,,T2',NULL);
CREATE TABLE totaux_jour (
	date DATE NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_jour PRIMARY KEY (date), 
	CONSTRAINT ck_totaux_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_jour" VALUES('2025-10-01',2,3000,130000,130000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-05',1,4000,60000,60000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-04',2,3000,45000,45000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-07',1,1000,15000,15000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-02',2,3000,45000,45000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-15',2,2350,230150,230150,0);
CREATE TABLE totaux_magasin_jour (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	empreinte VARCHAR(16) NOT NULL, quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_magasin_jour PRIMARY KEY (date, "ID_magasin"), 
	CONSTRAINT ck_totaux_magasin_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_magasin_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_magasin_jour_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_totaux_magasin_jour_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-01','1',2,3000,130000,130000,0,3,'dca292a873229ce2');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-05','1',1,4000,60000,60000,0,5,'43821514e22acc20');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-02','1',1,1000,15000,15000,0,10,'60fc36f64c28fdad');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-04','1',1,2000,30000,30000,0,7,'ffacec3b832d4636');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-04','2',1,1000,15000,15000,0,7,'60fc36f64c28fdad');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-07','1',1,1000,15000,15000,0,9,'60fc36f64c28fdad');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-02','2',1,2000,30000,30000,0,10,'ffacec3b832d4636');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-15','1',2,2350,230150,230150,0,15,'864070642d5bc0c4');
CREATE TABLE totaux_mois (
	mois VARCHAR(7) NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_mois PRIMARY KEY (mois), 
	CONSTRAINT ck_totaux_mois_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_mois_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_mois" VALUES('2025-10',10,16350,525150,525150,0);
CREATE TABLE totaux_produit_jour (
	date DATE NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_produit_jour PRIMARY KEY (date, "ID_produit"), 
	CONSTRAINT ck_totaux_produit_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_produit_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_produit_jour_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','A',1,2000,30000,30000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','B',1,1000,100000,100000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-05','A',1,4000,60000,60000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-04','A',2,3000,45000,45000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-07','A',1,1000,15000,15000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-02','A',2,3000,45000,45000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-15','A',2,2350,230150,230150,0);
CREATE TABLE ventes (
	"ID_vente" INTEGER NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	date DATE NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	prix_unitaire_e4 BIGINT NOT NULL, 
	prix_unitaire NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_unitaire_e4" / 10000.0), 
	remise_e4 BIGINT DEFAULT '0' NOT NULL, 
	remise NUMERIC(18, 4) GENERATED ALWAYS AS ("remise_e4" / 10000.0), 
	total_e4 BIGINT NOT NULL, 
	total_price NUMERIC(18, 4) GENERATED ALWAYS AS ("total_e4" / 10000.0), 
	ticket TEXT, 
	CONSTRAINT pk_ventes PRIMARY KEY ("ID_vente"), 
	CONSTRAINT ck_ventes_prix CHECK (prix_unitaire_e4 >= 0), 
	CONSTRAINT ck_ventes_quantite CHECK (quantite_e3 <> 0), 
	CONSTRAINT ck_ventes_remise CHECK (remise_e4 >= 0), 
	CONSTRAINT ck_ventes_total CHECK (total_e4 = 0 OR (total_e4 > 0 AND quantite_e3 > 0) OR (total_e4 < 0 AND quantite_e3 < 0)), 
	CONSTRAINT "fk_ventes_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT "fk_ventes_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "ventes" VALUES(2025100100010000001,'A','1','2025-10-01',2000,15000,0,30000,NULL);
INSERT INTO "ventes" VALUES(2025100100010000002,'B','1','2025-10-01',1000,100000,0,100000,NULL);
INSERT INTO "ventes" VALUES(2025100200010000001,'A','1','2025-10-02',1000,15000,0,15000,NULL);
INSERT INTO "ventes" VALUES(2025100200020000001,'A','2','2025-10-02',2000,15000,0,30000,NULL);
INSERT INTO "ventes" VALUES(2025100400010000001,'A','1','2025-10-04',2000,15000,0,30000,NULL);
INSERT INTO "ventes" VALUES(2025100400020000001,'A','2','2025-10-04',1000,15000,0,15000,NULL);
INSERT INTO "ventes" VALUES(2025100500010000001,'A','1','2025-10-05',4000,15000,0,60000,NULL);
INSERT INTO "ventes" VALUES(2025100700010000001,'A','1','2025-10-07',1000,15000,0,15000,NULL);
INSERT INTO "ventes" VALUES(2025101500010000001,'A','1','2025-10-15',350,129000,0,45150,'T1');
INSERT INTO "ventes" VALUES(2025101500010000002,'A','1','2025-10-15',2000,100000,15000,185000,'T1');
CREATE INDEX ix_livraisons_nom ON livraisons (nom);
CREATE INDEX ix_livraisons_sha256 ON livraisons (sha256);
CREATE INDEX ix_rejets_date ON rejets (date, "ID_magasin", livraison);
CREATE INDEX ix_totaux_magasin_jour_livraison ON totaux_magasin_jour (livraison);
CREATE INDEX "ix_totaux_produit_jour_ID_produit" ON totaux_produit_jour ("ID_produit", date);
CREATE INDEX ix_rejets_clos_par ON rejets (clos_par);
COMMIT;
